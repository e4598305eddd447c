"""A part of the work: it knows whether it is done, and how to do it."""

from .failures import SetupError
from .report import Reporter


class Part:
    """`code` and `text` say what is going on; `weight` is about how many seconds it takes."""

    code = ""
    text = ""
    weight = 1.0

    def is_done(self) -> "bool":
        """Whether it is so already. Changes nothing."""
        raise NotImplementedError

    def do(self, reporter: "Reporter") -> None:
        """Make it so. Raises `SetupError`."""
        raise NotImplementedError


def left_to_do(parts: "list[Part]") -> "list[str]":
    """The codes of the parts that are not done."""
    return [part.code for part in parts if not part.is_done()]


def bring_about(parts: "list[Part]", reporter: "Reporter") -> "list[str]":
    """Do what is not done, in order; the codes of what was done."""
    whole = sum(part.weight for part in parts)
    begun = 0.0
    changed = []
    for part in parts:
        reporter.part(begun / whole, part.weight / whole)
        if not part.is_done():
            reporter.progress(part.code, 0.0, part.text)
            part.do(reporter)
            if not part.is_done():
                raise SetupError(
                    "setup-failed",
                    "The part “" + part.code + "” was done, but is not so.",
                    "Resume. If it happens again, send a report.",
                )
            changed.append(part.code)
        begun += part.weight
    reporter.part(0.0, 1.0)
    reporter.progress("finished", 1.0, "Everything is in place")
    return changed
