"""Prints a file in lines of base64, then its size and checksum.

Arguments: the most bytes that it may have, its path.
"""

import base64
import hashlib
import json
import pathlib
import sys

CHUNK = 24 * 1024


def main() -> None:
    most, path = int(sys.argv[2]), pathlib.Path(sys.argv[3])
    checksum, size = hashlib.sha256(), 0
    answer: dict[str, object]
    try:
        with path.open("rb") as stream:
            size = path.stat().st_size
            if size > most:
                raise OSError(f"{path} has {size} bytes")
            size = 0
            while data := stream.read(CHUNK):
                checksum.update(data)
                size += len(data)
                sys.stdout.write(base64.b64encode(data).decode() + "\n")
        answer = {"sha256": checksum.hexdigest(), "size": size}
    except FileNotFoundError as error:
        answer = {"missing": True, "error": str(error)}
    except OSError as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer) + "\n")
    raise SystemExit("error" in answer)


main()
