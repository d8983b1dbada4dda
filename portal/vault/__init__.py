"""Data keys and stored files: all that is encrypted lies under a key that can be destroyed."""
