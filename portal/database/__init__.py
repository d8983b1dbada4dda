"""What the database itself enforces for every app alike; `install` applies it, the others say what it is."""
