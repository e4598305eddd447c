"""A guest's own disk, made from the shared base image.

Normally the guest sees the image with what it has written laid over it: that takes no time
and little room. Where the file system of the state folder cannot carry such a layer (it may
itself be one, as in many containers), the guest gets a copy of the whole image.
"""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path

from app.practice.guests import programs
from app.practice.guests.folder import GuestFolder
from app.practice.guests.image import claim
from app.practice.guests.privileges import Privileges

_COPY_LIMIT_SECONDS = 10 * 60.0


def clone(image: Path, folder: GuestFolder, privileges: Privileges) -> None:
    """Lay out the disk of `folder`. Raises `OSError`."""
    folder.disk.mkdir()
    folder.disk.chmod(0o755)  # this becomes the guest's /
    if can_layer(folder.path, privileges):
        claim(image, folder.path)
        _base(folder).symlink_to(image)
        return
    copy = [programs.need("cp"), "-a", "--reflink=auto", f"{image}/.", str(folder.disk)]
    programs.check(privileges.as_root(copy), timeout_seconds=_COPY_LIMIT_SECONDS)


def base_of(folder: GuestFolder) -> Path | None:
    """The image that the disk lies over; None when the disk is whole by itself."""
    link = _base(folder)
    return link.readlink() if link.is_symlink() else None


def mount(folder: GuestFolder, base: Path | None, privileges: Privileges) -> Path:
    """Mount the guest's root in the mount namespace of the caller; where it is.

    To be called with the guest's folder as the working directory. Raises `OSError`.
    """
    root, lower, work = (folder.path / name for name in ("root", "image", "work"))
    for place in (root, lower, work):
        place.mkdir(mode=0o755, exist_ok=True)
    program = programs.need("mount")
    if base is None:
        programs.check([program, "--bind", str(folder.disk), str(root)])
        return root
    programs.check([program, "--bind", str(base), str(lower)])
    # By relative names: a colon or a comma in a path would part the options.
    options = f"lowerdir={lower.name},upperdir={folder.disk.name},workdir={work.name}"
    options += _layer_option(privileges)
    programs.check([program, "-t", "overlay", "overlay", "-o", options, str(root)])
    return root


def can_layer(place: Path, privileges: Privileges) -> bool:
    """Whether the file system at `place` can carry the upper layer of an overlay."""
    scratch = Path(tempfile.mkdtemp(prefix=".layer-", dir=place))
    try:
        for name in ("lower", "upper", "work", "root"):
            (scratch / name).mkdir()
        script = (
            f"cd {shlex.quote(str(scratch))} && mount -t overlay overlay "
            f"-o lowerdir=lower,upperdir=upper,workdir=work{_layer_option(privileges)} root && "
            "touch root/file"
        )
        command = privileges.with_mounts(["sh", "-c", script])
        return programs.run(command).exit_code == 0
    finally:
        privileges.remove(scratch)


def _layer_option(privileges: Privileges) -> str:
    """In a user namespace the layer's own marks must be attributes that users may set."""
    return ",userxattr" if privileges.rootless else ""


def _base(folder: GuestFolder) -> Path:
    return folder.path / "base"
