"""Windows machines without Windows: Windows programs run by Wine, behind a real WinRM.

Each machine is a drive of its own (a Wine prefix) with a Windows CPython in
`C:\\Kumonote\\python`, and a server of WS-Management on loopback: real NTLM, sealed messages,
TLS. Commands run for real in Wine's `cmd.exe` and in that Python. What Wine does not have or
only pretends to do (PowerShell, `netsh`, `icacls`, tasks, …) is refused with a clear line,
never imitated. What programs in such a machine can rely on:

* `KUMONOTE_GUEST_KIND=reduced` is set for every command and service.
* `KUMONOTE_PORTS` maps, as JSON, each port of the machine to the loopback port that stands
  for it: a service that should be reached on 443 listens there on 127.0.0.1.
* A service is a file `C:\\Kumonote\\configuration\\services\\NAME.json`, described as in reduced
  Linux machines. It starts when the machine boots and again when it fails;
  `kumonote-service start|stop|restart|status NAME` acts at once. Its output goes to
  `C:\\Kumonote\\log\\NAME.log`.
* Port 5986 is closed until Run Command has run the bootstrap script, which the host takes
  apart by itself: no PowerShell runs it, and its output says so.
"""
