"""What the practice cloud offers: regions, sizes, images. Plain JSON files beside this."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(name: str) -> Any:
    """The content of `name`.json. Do not change what you get."""
    return json.loads((resources.files(__name__) / f"{name}.json").read_text("utf-8"))
