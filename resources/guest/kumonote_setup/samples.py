"""Sample notebooks: put into the user's folder once, and the user's from then on.

They come in English and in Japanese, in a folder each: who works in a server is not always
who made it.
"""

import json
import pkgutil
from pathlib import Path

from .lock_file import short_hash
from .part import Part
from .report import Reporter
from .system import System, make_folder, write_file

FOLDER = "notebooks"
_RECORD = "/var/lib/kumonote/samples.json"
_NAMES = ("plots", "sound", "rich-media", "network-analysis", "parallel-computing", "sharing")
_FOLDERS = (("samples", ""), ("samples-japanese", "ja/"))
"""Below the user's notebooks (in letters that every Python can write), and in this program."""
_NEEDS_SET = "kumonote_set"


class Samples(Part):
    """Copies those whose set of packages is there. A changed or deleted one stays so."""

    code = "samples"
    text = "Putting the sample notebooks in place"
    weight = 0.2

    def __init__(self, system: "System", sets: "tuple[str, ...]", wanted: "bool") -> None:
        self._system = system
        self._sets = sets
        self._wanted = wanted

    def is_done(self) -> "bool":
        if not (self._system.home / FOLDER).is_dir():
            return False
        given = self._given()
        return all(given.get(name) == short_hash(text) for name, text in self._samples().items())

    def do(self, reporter: "Reporter") -> None:
        notebooks = self._own_folder(self._system.home / FOLDER)
        given = self._given()
        for name, text in self._samples().items():
            file = notebooks / name
            self._own_folder(file.parent)
            untouched = file.is_file() and short_hash(_read(file)) == given.get(name)
            if untouched or (name not in given and not file.exists()):
                self._system.give_to_user(write_file(file, text.encode()))
            given[name] = short_hash(text)
        count, place = str(len(given)), str(notebooks)
        words = count + " sample notebooks are in " + place
        reporter.log("samples-given", words, count=count, folder=place)
        record = self._system.path(_RECORD)
        write_file(record, json.dumps(given, sort_keys=True).encode())

    def _samples(self) -> "dict[str, str]":
        """Path below the notebooks -> text, of those that are wanted."""
        found = {}
        for folder, place in _FOLDERS if self._wanted else ():
            for name in _NAMES:
                packed = "data/samples/" + place + name + ".ipynb"
                text = (pkgutil.get_data(__package__ or "", packed) or b"").decode()
                needs = json.loads(text)["metadata"].get(_NEEDS_SET)
                if needs is None or needs in self._sets:
                    found[folder + "/" + name + ".ipynb"] = text
        return found

    def _given(self) -> "dict[str, str]":
        try:
            record = json.loads(self._system.path(_RECORD).read_text())
        except (OSError, ValueError):
            return {}
        return {str(name): str(text) for name, text in record.items()}

    def _own_folder(self, folder: "Path") -> "Path":
        if not folder.is_dir():
            make_folder(folder)
            self._system.give_to_user(folder)
        return folder


def _read(file: "Path") -> "str":
    return file.read_bytes().decode("utf-8", "replace")
