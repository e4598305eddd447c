"""What the spec of the frozen app names is there, and what macOS is asked for is little."""

from __future__ import annotations

import plistlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "installer" / "frozen" / "kumonote.spec"


def test_every_file_that_the_spec_names_exists() -> None:
    named = re.findall(r'ROOT / "([^"]+)"', SPEC.read_text(encoding="utf-8"))
    assert "installer/mac/entitlements.plist" in named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_hardened_runtime_gets_one_exception_and_debuggers_none() -> None:
    """That the app starts with it only a Mac can show."""
    entitlements = plistlib.loads((ROOT / "installer/mac/entitlements.plist").read_bytes())
    assert entitlements == {"com.apple.security.cs.allow-unsigned-executable-memory": True}
