"""Licences: cases, licences with their versions and states, numbers, documents, signing."""
