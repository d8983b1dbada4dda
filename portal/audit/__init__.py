"""The access log: who touched or saw what, when, on what ground; it keeps text and digests and knows no domain."""
