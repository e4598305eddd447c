"""`python visit.py CA PERSON URL`: a browser for programs that a test starts ($BROWSER)."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.practice.sign_in.visitor import Visitor

if __name__ == "__main__":
    ca_file, person, url = sys.argv[1:]
    visitor = Visitor(Path(ca_file), person)
    visitor.open(url)
    visitor.close()
