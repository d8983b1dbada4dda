"""Licence files: fonts, faces, drawing, signing, checking."""
