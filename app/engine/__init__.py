"""Runs steps side by side, remembers what it did, and can undo it. Knows no Azure, no Jupyter."""
