"""The base image: made once for a recipe, kept in the cache, shared by all booted guests."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import psutil
from filelock import FileLock, Timeout

from app.paths import Paths, make_private_folder
from app.practice.guests import programs
from app.practice.guests.privileges import ROOT, Privileges
from app.practice.guests.recipe import Recipe
from app.problems import Action, Problem, ProblemError
from app.text import text

Progress = Callable[[str], None]

_KEPT_SECONDS = 24 * 60 * 60.0
_BUILD_LIMIT_SECONDS = 30 * 60.0  # a slow mirror; 40 s is usual

# Without documents and translations the image is half the size.
_LEFT_OUT = ("/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")

# Timers would take the package lock at an unforeseeable moment; the network is there before
# boot; host keys belong to one machine, not to an image.
_FINISH = """\
#!/bin/sh
set -eu
rm -f "$1"/etc/ssh/ssh_host_* "$1"/etc/resolv.conf
cp -R {stage}/. "$1"/
chroot "$1" update-ca-certificates
for unit in apt-daily.timer apt-daily-upgrade.timer systemd-networkd.service \\
    systemd-networkd-wait-online.service systemd-resolved.service networking.service; do
  systemctl --root="$1" --quiet disable "$unit" 2>&1 || true
done
for unit in sys-kernel-debug.mount sys-kernel-tracing.mount console-getty.service; do
  systemctl --root="$1" --quiet mask "$unit" 2>&1
done
"""


def images_folder(paths: Paths) -> Path:
    return paths.cache / "guest-images"


def image_path(paths: Paths, recipe: Recipe) -> Path:
    """Where the image of `recipe` is, once it has been made."""
    return images_folder(paths) / recipe.key


def ensure_image(
    paths: Paths, recipe: Recipe, progress: Progress, privileges: Privileges = ROOT
) -> Path:
    """Make the image of `recipe` unless it is there; return its folder.

    Only one process at a time makes it; others wait and then find it. Raises `ProblemError`.
    """
    image = image_path(paths, recipe)
    # Private: the image holds set-uid programs that nobody updates.
    make_private_folder(images_folder(paths))
    lock_file = _lock_file(image)
    lock_file.touch(mode=0o600)  # asked for today: see `_remove_unused`
    if image.is_dir():
        return image
    lock = FileLock(lock_file, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress("Another process is making the base image; waiting for it")
        lock.acquire(timeout=_BUILD_LIMIT_SECONDS)
    try:
        if not image.is_dir():
            _build(image, recipe, progress, privileges)
            _remove_unused(image.parent, privileges)
    finally:
        lock.release()
    return image


def claim(image: Path, guest: Path) -> None:
    """Note that the guest in the folder `guest` stands on `image`, for as long as it is there."""
    users = make_private_folder(_users(image))
    link = users / hashlib.sha256(os.fsencode(guest)).hexdigest()[:16]
    link.unlink(missing_ok=True)  # of an earlier guest in the same place
    link.symlink_to(guest)


def remove_images(paths: Paths, privileges: Privileges = ROOT) -> None:
    """Remove every image. They are made again when next needed."""
    privileges.remove(images_folder(paths))


def _remove_unused(folder: Path, privileges: Privileges) -> None:
    """Remove images of former recipes on which no guest, of any state folder, stands.

    One asked for within a day stays: its first guest may be just being made.
    """
    for image in folder.iterdir():
        if image.suffix or not image.is_dir():
            continue
        users = list(_users(image).glob("*"))
        lock_file = _lock_file(image)
        asked = lock_file.stat().st_mtime if lock_file.exists() else 0.0
        if time.time() - asked > _KEPT_SECONDS and not any(user.exists() for user in users):
            for gone in (image, _users(image)):
                privileges.remove(gone)
            lock_file.unlink(missing_ok=True)


def _lock_file(image: Path) -> Path:
    return image.with_name(f"{image.name}.lock")


def _users(image: Path) -> Path:
    return image.with_name(f"{image.name}.users")


def _build(image: Path, recipe: Recipe, progress: Progress, privileges: Privileges) -> None:
    partial = image.with_name(f"{image.name}.partial")
    privileges.remove(partial)  # of a build that was killed
    with tempfile.TemporaryDirectory(prefix="kumonote-image-") as scratch:
        command = privileges.with_mounts(_mmdebstrap(recipe, Path(scratch), partial))
        progress(f"Making the base image of {recipe.distribution} {recipe.codename}")
        exit_code, last_lines = _follow(command, progress)
    if exit_code != 0:
        privileges.remove(partial)
        raise ProblemError(_build_failed("\n".join(last_lines)))
    partial.rename(image)  # whoever sees the folder sees a whole image
    progress("The base image is ready")


def _mmdebstrap(recipe: Recipe, scratch: Path, target: Path) -> list[str]:
    sources = scratch / "sources.list"
    sources.write_text(recipe.sources)
    stage = scratch / "stage"
    for name, content in recipe.files:
        file = stage / name.lstrip("/")
        file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        file.write_text(content)
        file.chmod(0o644)
    finish = scratch / "finish"
    finish.write_text(_FINISH.format(stage=shlex.quote(str(stage))))
    finish.chmod(0o700)
    return [
        programs.need("mmdebstrap"),
        "--mode=root",
        "--variant=apt",
        "--format=directory",
        f"--architectures={recipe.architecture}",
        f"--include={','.join(recipe.packages)}",
        *(f"--aptopt={option}" for option in recipe.apt_options),
        *(f"--dpkgopt=path-exclude={pattern}" for pattern in _LEFT_OUT),
        f"--customize-hook={finish}",
        recipe.codename,
        str(target),
        str(sources),
    ]


def _follow(command: list[str], progress: Progress) -> tuple[int, deque[str]]:
    """Run `command`, telling its lines as they come; (exit code, the last lines)."""
    lines: deque[str] = deque(maxlen=40)
    process = psutil.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # umask and locale of the user must not show in the image
        env=programs.minimal_environment(LC_ALL="C.UTF-8"),
        umask=0o022,
    )
    limit = Timer(_BUILD_LIMIT_SECONDS, process.kill)
    limit.name = "image-limit"
    limit.start()
    try:
        with os.fdopen(os.dup(process.stderr.fileno()), errors="replace") as stream:
            for line in stream:
                lines.append(line.rstrip())
                if line.startswith("I: "):
                    progress(line[3:].rstrip())
        return process.wait(), lines
    finally:
        limit.cancel()
        process.stderr.close()


def _build_failed(details: str) -> Problem:
    return Problem(
        code="practice-image-failed",
        message=text("The system for the practice machine could not be put together."),
        advice=text(
            "Its packages come from the package sources of this computer. Check that "
            "“apt-get update” works here, then try again."
        ),
        retryable=True,
        action=Action.RETRY,
        details=details,
    )
