"""Where the frozen `kumonote-cli` begins, and every process that Kumonote starts of itself."""

import sys

from app.reentry import give_libraries_back, run_own_module

give_libraries_back()
if not run_own_module(sys.argv):
    from app.cli.main import run

    run()
