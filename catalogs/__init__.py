"""The catalogue: licence types and their versions, face items, layouts, and matters."""
