"""One use case a module, shared by the window and the command line.

An operation prints nothing and asks nothing: it gets what it needs, an `emit` for its
events and a `CancelToken`, and returns plain data. It raises `ProblemError` for what the
user can meet and `Cancelled` when the token was set.
"""
