"""The pages of accounts, by topic."""
