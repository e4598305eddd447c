"""`download`, `upload`: notebooks and data between this computer and a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.cloud import Cloud
from app.cli.ending import Done
from app.cli.options import AsJson, Name, Practice
from app.cli.performing import Work, perform
from app.text import text

To = Annotated[
    Path | None,
    typer.Option("--to", metavar="FOLDER", help="Where to; NAME-notebooks here if not given."),
]
Into = Annotated[
    str,
    typer.Option(
        "--into", metavar="FOLDER", help="A folder of the notebook server to put them in."
    ),
]
Sources = Annotated[
    list[Path],
    typer.Argument(metavar="PATH...", exists=True, help="Files and folders of this computer."),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace other files of the same names.")
]


def add_to(app: typer.Typer) -> None:
    app.command()(download)
    app.command()(upload)


def download(
    name: Name,
    to: To = None,
    overwrite: Overwrite = False,
    practice: Practice = False,
    as_json: AsJson = False,
) -> None:
    """Save all notebooks and data of a running server to this computer."""
    folder = to or Path(f"{name}-notebooks")

    def operation(work: Work) -> Done:
        from app.operations.transfer import save_notebooks
        from app.operations.transfer_words import copied_words

        copied = save_notebooks(
            Cloud(practice).open(work), name, folder, work.emit, work.cancel, overwrite=overwrite
        )
        return Done(
            facts={"folder": str(folder.absolute()), "copied": copied},
            sentences=(*copied_words(copied), text("They are in {folder}.", folder=folder)),
        )

    perform(operation, as_json=as_json)


def upload(
    name: Name,
    sources: Sources,
    into: Into = "",
    overwrite: Overwrite = False,
    practice: Practice = False,
    as_json: AsJson = False,
) -> None:
    """Put files and folders of this computer among the notebooks of a running server."""

    def operation(work: Work) -> Done:
        from app.operations.transfer import put_files
        from app.operations.transfer_words import copied_words

        copied = put_files(
            Cloud(practice).open(work),
            name,
            sources,
            work.emit,
            work.cancel,
            into=into,
            overwrite=overwrite,
        )
        return Done(facts={"copied": copied}, sentences=copied_words(copied))

    perform(operation, as_json=as_json)
