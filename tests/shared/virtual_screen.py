"""A screen in memory (Xvfb) on which real programs show real windows, and what it shows."""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from app.practice.guests import programs

_WIDTH, _HEIGHT = 1280, 900
_LONGS_OF_HEADER = 25  # of an X window dump
_HEADER_SIZE, _BYTES_PER_LINE, _COLOURS = 0, 12, 19
_BYTES_PER_COLOUR = 12


@dataclass(frozen=True)
class VirtualScreen:
    """`display` is what programs find in DISPLAY; `file` is where Xvfb keeps what is shown."""

    display: str
    file: Path

    def picture(self) -> QImage:
        """What is on the screen now."""
        with (
            self.file.open("rb") as opened,
            mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as dump,
        ):
            header = struct.unpack_from(f">{_LONGS_OF_HEADER}I", dump)
            start = header[_HEADER_SIZE] + header[_COLOURS] * _BYTES_PER_COLOUR
            line = header[_BYTES_PER_LINE]
            pixels = bytes(dump[start : start + line * _HEIGHT])
        return QImage(pixels, _WIDTH, _HEIGHT, line, QImage.Format.Format_RGB32).copy()

    def colours(self) -> int:
        """How many colours are seen at points all over the screen: one while nothing is shown."""
        shown = self.picture()
        points = ((x, y) for x in range(0, _WIDTH, 3) for y in range(0, _HEIGHT, 3))
        return len({shown.pixel(x, y) for x, y in points})


@contextmanager
def virtual_screen(folder: Path) -> Iterator[VirtualScreen]:
    """Run Xvfb on a free display as long as the block lasts."""
    reading, writing = os.pipe()
    size = f"{_WIDTH}x{_HEIGHT}x24"
    with subprocess.Popen(
        [
            programs.need("Xvfb"),
            *("-displayfd", str(writing), "-screen", "0", size),
            *("-fbdir", str(folder), "-nolisten", "tcp"),
        ],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                number = told.readline().strip()
            assert number, "Xvfb did not start"
            yield VirtualScreen(f":{number}", folder / "Xvfb_screen0")
        finally:
            server.terminate()
