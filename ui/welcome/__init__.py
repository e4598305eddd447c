"""The first minutes: what Kumonote does, what costs money, and which cloud to begin with."""
