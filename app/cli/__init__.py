"""`kumonote-cli`, the command-line twin of the window."""
