"""Ten thousand inputs for each parser: `python -m tests.fuzz.full_run --inputs 10000`.

With atheris (the dependency group `fuzz`) the inputs are guided by coverage, without it they are
changed examples from a fixed seed; the document says which. `--only NAME` tries one parser, and
`--keep FOLDER` keeps what broke it and what was told: with the same folder an interrupted run goes
on. Each parser has a process of its own, so that its memory can
be told. Writes docs/fuzzing.md; ends with 1 where something must not be.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.fuzz.one_target import LONGEST, MEMORY_MIB, SECONDS
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS

DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "fuzzing.md"
GUIDE: Final = "atheris"
_HEAD: Final = """# Whatever comes in is read or refused

Made by `python -m tests.fuzz.full_run --inputs {inputs}` with {guide}, Python {python}. Each
parser starts from valid data that the code itself has written, and from the inputs that broke it
before; an input has at most {longest} bytes. It may return, or raise the one error that it
documents, whose sentences must be there in English and Japanese. Anything else counts as wrong:
another exception, more than {seconds} seconds for one input, more than {memory} MiB. Memory is the
peak of the whole process, the interpreter, the libraries and the fuzzer included: what it grew by
after the examples stands beside it.

| parser | what it reads | inputs | wrong | seconds | slowest (s) | peak (MiB) | grown by (MiB) |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Outcome:
    """What one parser's process told. `error` is empty where nothing was wrong."""

    target: Target
    inputs: int
    seconds: float
    slowest: float
    peak_mib: float
    grown_mib: float
    error: str

    def row(self) -> str:
        return (
            f"| {self.target.name} | {self.target.reads} | {self.inputs} | {int(bool(self.error))} "
            f"| {self.seconds:.0f} | {self.slowest:.2f} | {self.peak_mib:.0f} "
            f"| {self.grown_mib:.0f} |"
        )


def try_one(target: Target, inputs: int, keep: Path, *, guided: bool) -> Outcome:
    """Run the parser in a process of its own, unless `keep` has what it told before."""
    told = keep / f"{target.name}.json"
    if _facts(told).get("inputs", 0) >= inputs:
        return _outcome(target, _facts(told), "")
    with tempfile.TemporaryDirectory(prefix="kumonote-fuzz-") as folder:
        words = [sys.executable, "-m", "tests.fuzz.one_target", target.name]
        words += ["--inputs", str(inputs), "--told", str(told), "--keep", str(keep)]
        words += ["--corpus", str(Path(folder) / "corpus")]
        if guided:
            words.append("--guided")
        ended = subprocess.run(words, capture_output=True, text=True, check=False)
    facts = _facts(told)
    whole = ended.returncode == 0 and facts.get("inputs", 0) >= inputs
    error = "" if whole else ended.stderr[-4000:] or f"ended with {ended.returncode}"
    return _outcome(target, facts, error)


def _facts(told: Path) -> dict[str, float]:
    return dict(json.loads(told.read_text())) if told.exists() else {}


def _outcome(target: Target, facts: Mapping[str, float], error: str) -> Outcome:
    return Outcome(
        target,
        int(facts.get("inputs", 0)),
        float(facts.get("seconds", 0)),
        float(facts.get("slowest", 0)),
        float(facts.get("peak_mib", 0)),
        float(facts.get("grown_mib", 0)),
        error,
    )


def document(outcomes: Sequence[Outcome], inputs: int, *, guided: bool) -> str:
    """The text of docs/fuzzing.md."""
    guide = "changes of examples from a fixed seed"
    if guided:
        guide = f"{GUIDE} {importlib.metadata.version(GUIDE)}, guided by coverage"
    head = _HEAD.format(
        inputs=inputs,
        guide=guide,
        python=platform.python_version(),
        longest=LONGEST,
        seconds=SECONDS,
        memory=MEMORY_MIB,
    )
    wrong = [outcome.target.name for outcome in outcomes if outcome.error]
    tried = sum(outcome.inputs for outcome in outcomes)
    end = f"\n{len(outcomes)} parsers, {tried} inputs; wrong: {', '.join(wrong) or 'none'}.\n"
    return head + "".join(f"{outcome.row()}\n" for outcome in outcomes) + end


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, metavar="N")
    parser.add_argument("--only", choices=[target.name for target in TARGETS])
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    wanted = parser.parse_args()
    guided = importlib.util.find_spec(GUIDE) is not None
    keep = wanted.keep or Path(tempfile.mkdtemp(prefix="kumonote-fuzz-kept-"))
    keep.mkdir(exist_ok=True)
    outcomes = []
    for target in TARGETS:
        if wanted.only in (None, target.name):
            outcomes.append(try_one(target, wanted.inputs, keep, guided=guided))
            sys.stdout.write(f"{outcomes[-1].row()}\n{outcomes[-1].error}")
            sys.stdout.flush()
    if not wanted.only:
        DOCUMENT.write_text(document(outcomes, wanted.inputs, guided=guided), encoding="utf-8")
    wrong = any(outcome.error for outcome in outcomes)
    if wrong:
        sys.stdout.write(f"what broke them is in {keep}\n")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
