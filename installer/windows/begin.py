"""Where both programs begin in a folder that was put together from packages.

The name of the program that runs says which one it is. Like a frozen one it starts itself anew
where it needs a process of its own: there is no Python beside it that could be started.
"""

import runpy
import sys
from pathlib import Path

vars(sys)["frozen"] = True
IS_WINDOW = Path(sys.executable).stem.lower() == "kumonote"
START = Path(__file__).with_name("window.py" if IS_WINDOW else "cli.py")
runpy.run_path(str(START), run_name="__main__")
