"""Adds a piece, lines of base64 on standard input up to a line with a dot, to a draft.

Arguments: the piece's SHA-256, its offset in the draft, the draft, and for the last piece the
file that the draft becomes and its time; else two hyphens.
"""

import base64
import hashlib
import json
import os
import pathlib
import sys


def main() -> None:
    wanted, offset, draft = sys.argv[2], int(sys.argv[3]), pathlib.Path(sys.argv[4])
    target, modified = sys.argv[5:7]
    checksum = hashlib.sha256()
    answer: dict[str, object]
    try:
        draft.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("r+b" if offset else "wb") as stream:
            stream.seek(offset)
            stream.truncate()
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
        if target != "-":
            os.utime(draft, (int(modified), int(modified)))
            draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        answer = {"error": str(error)}
    else:
        answer = {"sha256": checksum.hexdigest(), "size": size}
    sys.stdout.write(json.dumps(answer) + "\n")
    raise SystemExit("error" in answer)


main()
