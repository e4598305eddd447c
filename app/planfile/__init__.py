"""Answers as a plan file in TOML, and back. No secret stands in one."""

from app.planfile.reading import PlanFile, PlanFileError, PlanFileFinding, load, read
from app.planfile.writing import dump

__all__ = ["PlanFile", "PlanFileError", "PlanFileFinding", "dump", "load", "read"]
