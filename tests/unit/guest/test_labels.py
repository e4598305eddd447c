"""SELinux labels: set where it is on, and only then.

The restorecon here is a script that answers as the real one does. What the policies of openSUSE
and SUSE want of which file, and that the notebook runs under them, is not shown.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.guest.kumonote_setup.failures import SetupError
from resources.guest.kumonote_setup.labels import Labels
from resources.guest.kumonote_setup.processes import Processes
from resources.guest.kumonote_setup.report import Reporter
from resources.guest.kumonote_setup.system import System

_RELABEL = """\
#!/bin/sh
echo "$*" >> {folder}/asked
test -e {folder}/refuses && {{ echo "Permission denied"; exit 255; }}
test -e {folder}/labelled && exit 0
echo "Would relabel or Relabeled $3 from usr_t to bin_t"
case "$*" in -n*) ;; *) touch {folder}/labelled ;; esac
"""


class Machine:
    def __init__(self, folder: Path, *, selinux: bool) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        restorecon = folder / "bin" / "restorecon"
        restorecon.write_text(_RELABEL.format(folder=folder))
        restorecon.chmod(0o755)
        system = System("root")
        system.root = folder / "root"
        (system.root / "opt" / "kumonote").mkdir(parents=True)
        if selinux:
            switch = system.root / "sys" / "fs" / "selinux" / "enforce"
            switch.parent.mkdir(parents=True)
            switch.write_text("1")
        self.labels = Labels(system, Processes({"PATH": f"{folder}/bin:/usr/bin:/bin"}))
        self.reporter = Reporter(folder / "log", "configure")

    @property
    def asked(self) -> list[str]:
        file = self.folder / "asked"
        return file.read_text().splitlines() if file.is_file() else []


def test_where_selinux_is_off_nothing_is_asked(tmp_path: Path) -> None:
    machine = Machine(tmp_path, selinux=False)
    assert machine.labels.is_done()
    assert machine.asked == []


def test_labels_are_set_once(tmp_path: Path) -> None:
    machine = Machine(tmp_path, selinux=True)
    assert not machine.labels.is_done()
    machine.labels.do(machine.reporter)
    assert machine.labels.is_done()
    place = machine.folder / "root" / "opt" / "kumonote"
    assert machine.asked == [f"-n -R -v {place}", f"-R -v {place}", f"-n -R -v {place}"]


def test_a_refusal_is_told(tmp_path: Path) -> None:
    machine = Machine(tmp_path, selinux=True)
    (tmp_path / "refuses").touch()
    assert not machine.labels.is_done()
    with pytest.raises(SetupError) as failed:
        machine.labels.do(machine.reporter)
    assert failed.value.code == "guest-labels"
    assert "Permission denied" in failed.value.details
