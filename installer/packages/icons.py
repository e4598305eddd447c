"""The icon of Kumonote as each system wants it, drawn from the one SVG.

    python -m installer.packages.icons FOLDER

Run in the environment of the build: it draws with Qt, as the program itself does. FOLDER gets
`N.png` for every size, `kumonote.ico` for Windows and `kumonote.icns` for macOS, and `beside.bmp`,
which stands beside the words on the first and the last page of Windows' installer.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

from ui.icons import icon_path

SIZES: Final = (16, 24, 32, 48, 64, 128, 256, 512)
_BESIDE: Final = (328, 628)
_GROUND: Final = QColor("#eaf1fe")
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
    return _written(image, b"png")


def beside() -> bytes:
    """A BMP with the icon on a light ground, twice as large as the installer's place for it."""
    image = QImage(*_BESIDE, QImage.Format.Format_RGB888)
    image.fill(_GROUND)
    painter = QPainter(image)
    width, height = _BESIDE
    side = width / 2
    place = QRectF((width - side) / 2, height / 5, side, side)
    QSvgRenderer(str(icon_path("kumonote"))).render(painter, place)
    painter.end()
    return _written(image, b"bmp")


def _written(image: QImage, form: bytes) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(form)).write(image)
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
    (folder / "beside.bmp").write_bytes(beside())
    (folder / "kumonote.icns").write_bytes(as_icns(pictures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
