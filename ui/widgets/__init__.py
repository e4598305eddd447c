"""The pieces that pages and windows are put together from."""
