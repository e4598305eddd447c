"""The window: thin views of what the core decides. Only this package imports Qt."""
