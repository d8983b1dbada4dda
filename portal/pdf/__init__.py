"""Documents as files: fonts, licence faces, PDF/A drawing, the place for a signature, pages as pictures."""
