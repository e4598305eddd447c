"""Hypothesis without deadlines: nothing here asserts speed, and the computer may be busy."""

from hypothesis import settings

settings.register_profile("wizard", deadline=None)
settings.load_profile("wizard")
