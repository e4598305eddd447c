"""Writes a file that comes in lines of base64 on standard input, up to a line with a dot.

Arguments: its SHA-256, "private" or "shared", its path. The file appears whole or not at all.
"""

import base64
import hashlib
import json
import os
import pathlib
import secrets
import sys


def main() -> None:
    wanted, who, path = sys.argv[2:5]
    target = pathlib.Path(path)
    name = ".kumonote-" + secrets.token_hex(8)
    # A folder of this mode lets in its owner and administrators alone, on Windows since
    # Python 3.13, and what is in it too; moved away, the file stays as it was.
    folder = target.parent / name if who == "private" else target.parent
    draft = folder / (name + ".new")
    checksum = hashlib.sha256()
    answer: dict[str, object]
    try:
        if who == "private":
            folder.mkdir(mode=0o700)
        with draft.open("xb") as stream:
            for line in sys.stdin.buffer:
                if line.strip() == b".":
                    break
                data = base64.b64decode(line)
                checksum.update(data)
                stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if checksum.hexdigest() != wanted:
            raise OSError("checksum: the file did not arrive as it was sent")
        size = draft.stat().st_size
        draft.replace(target)
    except OSError as error:
        answer = {"error": str(error)}
    else:
        answer = {"sha256": checksum.hexdigest(), "size": size}
    finally:
        draft.unlink(missing_ok=True)
        if who == "private" and folder.is_dir():
            folder.rmdir()
    sys.stdout.write(json.dumps(answer) + "\n")
    raise SystemExit("error" in answer)


main()
