"""The guests that make the practice cloud's machines real.

`choose_host` picks the best kind this computer can run: a booted Debian or Ubuntu in a
container of its own (`booted`), or an SSH server running as the user (`reduced`).
"""
