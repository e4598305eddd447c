"""Where the frozen window begins."""

import sys

from app.reentry import give_libraries_back


def main() -> int:
    give_libraries_back()
    from ui.main import run  # not before: Qt looks at the environment

    return run()


sys.exit(main())
