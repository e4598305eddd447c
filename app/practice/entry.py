"""The practice cloud's process from the inside: its lock, its log, its word that it is ready."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys

from filelock import FileLock, Timeout

from app.paths import Paths, make_private_folder
from app.practice.server import HostOf, Options, serve

READY = "ready"
LOCK = "cloud.lock"


def serve_until_stopped(given: argparse.Namespace, host_of: HostOf) -> int:
    """Serve with the options of the command line; 3 if one runs in this folder already."""
    paths = Paths(state=given.state, cache=given.cache)
    lock = FileLock(make_private_folder(paths.practice) / LOCK, mode=0o600)
    logging.basicConfig(
        filename=given.log,
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        lock.acquire(timeout=0)
    except Timeout:
        logging.getLogger(__name__).info("a practice cloud runs in %s already", paths.practice)
        return 3
    options = Options(
        paths=paths,
        speed=given.speed,
        faults=tuple(given.fault),
        guest=given.guest,
        traffic_log=given.traffic_log,
    )
    try:
        asyncio.run(serve(options, host_of, _say_ready))
    except Exception:
        logging.getLogger(__name__).exception("the practice cloud broke")
        return 1
    finally:
        lock.release()
    return 0


def _say_ready() -> None:
    """Tell whoever started us, and let go of their pipe."""
    sys.stdout.write(READY + "\n")
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
