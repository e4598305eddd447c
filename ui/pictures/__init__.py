"""Makes every screenshot again: `python -m ui.pictures`. No part of the application."""
