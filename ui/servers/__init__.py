"""The first window: the user's notebook servers."""
