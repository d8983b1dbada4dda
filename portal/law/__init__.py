"""Legal bases by version and status."""
