"""Windows machines: PowerShell that is generated, and a connection over WinRM.

PowerShell does only what Python cannot: the listener, Python itself, accounts, tasks, the
redirect. Its text lies in `resources/guest/windows/`; values get in as quoted literals.
"""
