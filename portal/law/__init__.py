"""Legal bases by version and status, and the years of the working-day calendar."""
