"""Whether there is a newer Kumonote: what its publisher says, and what was asked and answered.

The publisher's document is JSON, {"version": "1.2.0", "page": "https://…"}; further keys are
left alone. It leads to a page and to nothing else: nothing is downloaded, nothing is run.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

from packaging.version import Version
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from app.foreign_json import decoded
from app.private_file import write_private_file
from app.publisher import is_https

_LOG = logging.getLogger(__name__)
BETWEEN: Final = timedelta(days=1)


def _version(value: str) -> str:
    return str(Version(value))  # in its plain form; what is none is a ValueError


def _page(value: str) -> str:
    if not is_https(value):
        raise ValueError("not an https address")
    return value


class Release(BaseModel):
    """A published version, and the page about it."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    version: Annotated[str, Field(max_length=40), AfterValidator(_version)]
    page: Annotated[str, Field(max_length=500), AfterValidator(_page)]

    @classmethod
    def of(cls, document: bytes) -> Release:
        """What the publisher's document says. Raises `ValueError`."""
        return cls.model_validate(decoded(document))

    def is_newer_than(self, own: str) -> bool:
        """By the order of versions; who has a finished version is not offered a trial one."""
        published, here = Version(self.version), Version(own)
        return published > here and (here.is_prerelease or not published.is_prerelease)


class Answers(BaseModel):
    """When the publisher was last asked, and the version that the user does not want."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    asked: AwareDatetime | None = None
    skipped: str = ""

    def due(self, now: datetime) -> bool:
        """Whether it may be asked again; a clock that was put back does not count."""
        return self.asked is None or not timedelta() <= now - self.asked < BETWEEN


@dataclass(frozen=True)
class UpdateRecord:
    """`Answers` in a file of this user. One that cannot be read is as none."""

    file: Path

    def read(self) -> Answers:
        try:
            return Answers.model_validate_json(self.file.read_bytes())
        except FileNotFoundError:
            return Answers()
        except (OSError, ValidationError) as error:
            _LOG.info("what is kept about updates is ignored: %s", type(error).__name__)
            return Answers()

    def note(self, **changed: object) -> None:
        """Write down `asked` or `skipped`. Raises `OSError`."""
        answers = self.read().model_copy(update=changed)
        write_private_file(self.file, answers.model_dump_json().encode())
