"""Cryptography: primitives, keys, seals; the only home of the cryptography package."""
