"""The program that turns a machine into a notebook server, run inside that machine.

It is packed into one file and started by the system's own Python, which may be 3.6: so it
uses the standard library alone, and annotations are strings. Every part first looks whether
it is so already; running all of it again changes nothing and takes seconds.

It tells what it does as JSON lines on standard output and in /var/log/kumonote/setup.jsonl:

    {"event": "progress", "code": "packages", "fraction": 0.1, "text": "Installing …"}
    {"event": "log", "level": "info", "text": "…"}
    {"event": "done", "facts": {…}}
    {"event": "failed", "code": "…", "message": "…", "advice": "…", "retryable": true, …}

`{"event": "alive"}` comes now and then. The last line is "done" or "failed".
"""
