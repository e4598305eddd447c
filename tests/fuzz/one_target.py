"""One parser and many inputs, in a process of its own: see `tests.fuzz.full_run`."""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

SECONDS: Final = 20
"""For one input."""
MEMORY_MIB: Final = 1024
"""For the whole process."""

LONGEST: Final = 2048
"""Bytes of an input, and of what it is made from: long ones take their time and show no more."""

_SEED = 1
_INSTRUMENTED = ["app", "resources", "tomllib", "json"]


class Watch:
    """Counts and times calls of a parser, and writes down what must not be."""

    def __init__(self, parse: Callable[[bytes], None], name: str, told: Path, keep: Path) -> None:
        self._parse = parse
        self._name = name
        self._told = told
        self._keep = keep
        self._began = time.monotonic()
        self._before = _peak_mib()
        self._inputs = 0
        self._slowest = 0.0

    def try_it(self, data: bytes) -> None:
        kept = self._keep / f"{self._name}.input"
        began = time.monotonic()
        faulthandler.dump_traceback_later(SECONDS * 3, exit=True)
        try:
            self._parse(data)
            self._slowest = max(self._slowest, time.monotonic() - began)
            if self._slowest > SECONDS:
                raise AssertionError(f"one input took {self._slowest:.1f} s")
            if _peak_mib() > MEMORY_MIB:
                raise AssertionError(f"{_peak_mib():.0f} MiB")
        except BaseException:
            kept.write_bytes(data)
            raise
        finally:
            faulthandler.cancel_dump_traceback_later()
        self._inputs += 1
        if self._inputs % 100 == 0:
            self.tell()

    def tell(self) -> None:
        facts = {
            "inputs": self._inputs,
            "seconds": time.monotonic() - self._began,
            "slowest": self._slowest,
            "peak_mib": _peak_mib(),
            "grown_mib": _peak_mib() - self._before,
        }
        self._told.write_text(json.dumps(facts))


def _peak_mib() -> float:
    """`ru_maxrss` is in KiB; macOS says bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024 / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--inputs", type=int, required=True)
    parser.add_argument("--told", type=Path, required=True)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--guided", action="store_true")
    wanted = parser.parse_args()
    guide: Any = importlib.import_module("atheris") if wanted.guided else None
    if guide is not None:
        with guide.instrument_imports(include=_INSTRUMENTED):
            targets = importlib.import_module("tests.fuzz.targets").TARGETS
    else:
        targets = importlib.import_module("tests.fuzz.targets").TARGETS
    target = next(target for target in targets if target.name == wanted.name)
    examples = [*target.examples(), *target.found]
    for data in examples:
        target.parse(data)
    examples = [data for data in examples if len(data) <= LONGEST]
    watch = Watch(target.parse, target.name, wanted.told, wanted.keep)
    if guide is None:
        _change(watch, examples, wanted.inputs)
    else:
        _guide(guide, watch, examples, wanted.inputs, wanted.corpus)


def _change(watch: Watch, examples: list[bytes], inputs: int) -> None:
    from tests.fuzz.mutation import edits_from, mutated

    for number in range(inputs):
        example = examples[number % len(examples)]
        watch.try_it(mutated(example, edits_from(f"{_SEED} {number}")))
    watch.tell()


def _guide(guide: Any, watch: Watch, examples: list[bytes], inputs: int, folder: Path) -> None:
    """Does not come back: libFuzzer ends the process, with 0 where nothing was wrong."""
    from tests.fuzz.mutation import PIECES

    folder.mkdir()
    for number, data in enumerate(examples):
        (folder / f"{number}").write_bytes(data)
    words = folder.with_suffix(".dict")
    quoted = ("".join(f"\\x{byte:02x}" for byte in piece) for piece in PIECES if piece)
    words.write_text("".join(f'"{piece}"\n' for piece in quoted if len(piece) < 4 * 64))
    # the first run has no input of its own
    guide.Setup(
        [
            *(sys.argv[0], f"-runs={inputs + len(examples) + 2}", f"-seed={_SEED}"),
            *(f"-max_len={LONGEST}", f"-dict={words}", "-timeout=60", "-rss_limit_mb=2048"),
            *(f"-artifact_prefix={folder}.", "-verbosity=0", str(folder)),
        ],
        watch.try_it,
    )
    guide.Fuzz()


if __name__ == "__main__":
    main()
