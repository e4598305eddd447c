"""What tests of several folders share."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.shared import traffic
from tests.shared.scheduling import scheduler
from tests.shared.servers import created_server, practice_home

__all__ = ["created_server", "practice_home"]

# Windows are drawn into memory: tests need no screen, and do not steal anybody's.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No test asserts a speed: on a busy computer any example may take its time.
settings.register_profile("kumonote", deadline=None)
settings.load_profile("kumonote")

_LONGEST = ("test_killed.py", "test_whole_life.py", "test_clean_machine.py", "test_base_image.py")
_HERE = Path(__file__).parent
_LAST = _HERE / "conformance"
_VERY_LAST = "test_whole_traffic.py"
_FOLDER_OF_RUN = pytest.StashKey[Path]()
_LOGS: tuple[tuple[Path, traffic.Kind], ...] = (
    (_HERE / "practice" / "arm", "bare"),
    (_HERE / "practice" / "az", "az"),
)


def worker_of(config: pytest.Config) -> str:
    """The name of this process among those that share the work."""
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[_FOLDER_OF_RUN] = traffic.make_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    made = config.stash.get(_FOLDER_OF_RUN, None)
    if made is not None:
        shutil.rmtree(made)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        traffic.note_finished(worker_of(session.config))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture: say whose calls the practice clouds of this test will see."""
    kind: traffic.Kind = "app"
    for place, whose in _LOGS:
        if place in item.path.parents:
            kind = whose
    traffic.log_from_now_on(kind, worker_of(item.config))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    return scheduler(config.rootpath, config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say in what order the tests run.

    The longest files begin, so that no process is left with one at the end. Conformance
    looks at what all others did to that server, and ends its life; what looks at the calls
    of all tests comes after everything.
    """
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    if item.path.name == _VERY_LAST:
        return 3
    if _LAST in item.path.parents:
        return 2
    return 0 if item.path.name in _LONGEST else 1


_TABLE = "table: "


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables whose rows tests gave with `record_property("table: TITLE", row)`."""
    rows: dict[str, list[str]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in getattr(report, "user_properties", ()):
                if name.startswith(_TABLE):
                    rows.setdefault(name.removeprefix(_TABLE), []).append(str(value))
    for title, lines in sorted(rows.items()):
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)
