"""The packed program: what is in it, and that an old Python can start it."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.guest.program import boot_program, setup_program

_SOURCES = sorted(Path("resources/guest/kumonote_setup").glob("*.py"))
_OLDEST = (3, 6)
_MODULES_OF_LATER_PYTHONS = {"tomllib", "zoneinfo", "dataclasses", "contextvars", "graphlib"}


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_the_oldest_python_of_the_images_can_read_it(source: Path) -> None:
    """It proves the grammar only: names of the library are in the next test, and a real one
    of that age runs nowhere here."""
    tree = ast.parse(source.read_text(encoding="utf-8"), feature_version=_OLDEST)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {str(node.module).split(".")[0]}
        else:
            continue
        assert not names & _MODULES_OF_LATER_PYTHONS


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_annotations_are_never_evaluated(source: Path) -> None:
    """`list[str]` is an error at run time before Python 3.9, unless it is a string."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
            found = [a.annotation for a in arguments if a and a.annotation] + [node.returns]
        elif isinstance(node, ast.AnnAssign):
            found = [node.annotation]
        else:
            continue
        for annotation in found:
            assert annotation is None or isinstance(annotation, ast.Constant), ast.dump(annotation)


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_later_parts_of_the_library_are_not_used(source: Path) -> None:
    later = {
        *("removeprefix", "removesuffix", "capture_output", "missing_ok", "is_relative_to"),
        *("readlink", "fromisoformat", "cached_property", "with_stem", "hardlink_to"),
    }
    tree = ast.parse(source.read_text(encoding="utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {str(node.arg) for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert not used & later


def names(program: bytes) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(program)).namelist())


def test_everything_is_in_it() -> None:
    whole = names(setup_program())
    data = "kumonote_setup/data"
    assert {"__main__.py", "kumonote_setup/main.py", f"{data}/environment.lock"} <= whole
    samples = {name for name in whole if name.startswith(f"{data}/samples/")}
    assert len(samples) == 12  # six in each language
    assert whole - names(boot_program()) == {
        *samples,
        f"{data}/environment.windows-macos.lock",
        f"{data}/environment.wine.lock",
        f"{data}/limited_login.py",
    }


def test_it_starts_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "setup.pyz"
    file.write_bytes(setup_program())
    done = subprocess.run(
        [sys.executable, "-I", str(file), "--help"], capture_output=True, text=True, check=True
    )
    assert "first-boot" in done.stdout


def test_the_part_for_the_first_boot_leaves_out_words_and_nothing_else() -> None:
    """The same statements in the same lines, so that a traceback from there can be read."""

    def statements(program: bytes) -> dict[str, list[str]]:
        with zipfile.ZipFile(io.BytesIO(program)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".py")]
            names = [name for name in names if "/data/" not in name]
            return {name: list(told(ast.parse(archive.read(name)))) for name in names}

    def told(tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            words = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if isinstance(node, ast.stmt) and not words and not hasattr(node, "body"):
                yield f"{node.lineno} {ast.dump(node)}"

    whole, boot = statements(setup_program()), statements(boot_program())
    assert boot == whole
    assert len(boot_program()) < len(setup_program())
