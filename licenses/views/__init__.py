"""Pages of cases, licences and the public check."""
