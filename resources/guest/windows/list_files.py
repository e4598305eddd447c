"""Prints each file below a folder as a line of JSON, and in the end how many there are.

Argument: the folder. Links are named, not followed.
"""

import json
import os
import pathlib
import stat
import sys


def main() -> None:
    top = pathlib.Path(sys.argv[2])
    if not top.is_dir():
        say({"missing": True, "error": str(top)})
        raise SystemExit(1)
    count = 0
    waiting = [top]
    try:
        while waiting:
            for entry in sorted(waiting.pop().iterdir()):
                told = entry.lstat()
                is_link = stat.S_ISLNK(told.st_mode) or is_junction(told)
                if stat.S_ISDIR(told.st_mode) and not is_link:
                    waiting.append(entry)
                    continue
                count += 1
                say(
                    {
                        "path": entry.relative_to(top).as_posix(),
                        "size": told.st_size,
                        "modified": int(told.st_mtime),
                        "file": stat.S_ISREG(told.st_mode) and not is_link,
                    }
                )
    except OSError as error:
        say({"error": str(error)})
        raise SystemExit(1) from error
    say({"count": count})


def is_junction(told: os.stat_result) -> bool:
    """Windows has folders that lead elsewhere and are no symbolic links."""
    reparse_point = 0x400
    return bool(getattr(told, "st_file_attributes", 0) & reparse_point)


def say(words: "dict[str, object]") -> None:
    sys.stdout.write(json.dumps(words) + "\n")


main()
