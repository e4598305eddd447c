"""The commands, one small module a group. Each says what to do; `performing` does it."""
