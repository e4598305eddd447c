"""Answers what kind of machine this is: "reduced" for a practice machine, else empty."""

import json
import os
import sys

sys.stdout.write(json.dumps({"kind": os.environ.get("KUMONOTE_GUEST_KIND", "")}) + "\n")
