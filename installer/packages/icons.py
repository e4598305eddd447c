"""The icon of Kumonote as each system wants it, drawn from the one SVG.

    python -m installer.packages.icons FOLDER

Run in the environment of the build: it draws with Qt, as the program itself does. FOLDER gets
`N.png` for every size, `kumonote.ico` for Windows and `kumonote.icns` for macOS.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

from ui.icons import icon_path

SIZES: Final = (16, 24, 32, 48, 64, 128, 256, 512)
_WINDOWS: Final = (16, 24, 32, 48, 64, 256)
# Apple's names for a picture of that many points; both of a size that is shown at two scales.
_MAC: Final = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic07": 128,
    b"ic08": 256,
    b"ic09": 512,
    b"ic11": 32,
    b"ic12": 64,
    b"ic13": 256,
    b"ic14": 512,
}


def drawn(size: int) -> bytes:
    """The icon as a PNG of `size` x `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(icon_path("kumonote"))).render(painter)
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(held.data())


def as_ico(pictures: Mapping[int, bytes]) -> bytes:
    """An icon file of Windows that holds the PNGs of `pictures`, by their size in pixels."""
    header = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(header) + 16 * len(pictures)
    entries, images = b"", b""
    for size, png in sorted(pictures.items()):
        shown = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", shown, shown, 0, 0, 1, 32, len(png), place)
        images += png
        place += len(png)
    return header + entries + images


def as_icns(pictures: Mapping[int, bytes]) -> bytes:
    """An icon file of macOS that holds the PNGs of `pictures`, by their size in pixels."""
    parts = b"".join(
        name + struct.pack(">I", 8 + len(pictures[size])) + pictures[size]
        for name, size in _MAC.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {size: drawn(size) for size in SIZES}
    for size, png in pictures.items():
        (folder / f"{size}.png").write_bytes(png)
    (folder / "kumonote.ico").write_bytes(as_ico({size: pictures[size] for size in _WINDOWS}))
    (folder / "kumonote.icns").write_bytes(as_icns(pictures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
