"""Reduced guests: SSH, files, commands and services of one folder, as the user, everywhere.

There is no other system in such a guest: its programs are this computer's own. What stands
in for one, and what programs made for a guest can rely on:

* `KUMONOTE_GUEST_KIND=reduced` is set for every command, service and first-boot command.
* `KUMONOTE_GUEST_ROOT` names the folder that is the guest's `/`. SFTP sees nothing else.
  Programs must put whatever they would write below `/` below this folder instead.
* `KUMONOTE_PORTS` maps, as JSON, each port of the guest to the loopback port on this
  computer that stands for it: `{"22": 43210, "443": 43211}`. A service that should be
  reached on 443 listens on 127.0.0.1:43211. (There is no redirect to set up.)
* `HOME` is the home folder of the administrator below the root; `PATH` begins with the
  root's `usr/bin`, which has `sudo`, `cloud-init`, `python3` and `kumonote-service`, and
  refuses what would change this computer: `apt`, `systemctl`, `reboot`, `nft` and so on.
* Words of a command that are absolute paths below `/etc /home /opt /root /run /srv /tmp /var`,
  or exist below the guest's root, stand for the same path below the root, also as
  `--option=/path`. This holds for commands that are plain words; a shell line with
  operators goes to the shell as it is.
* A service is a file `etc/kumonote/services/NAME.json` below the root:
  `{"argv": [...], "env": {...}, "cwd": "...", "port": 43211}` (`env`, `cwd`, `port` may be
  missing). Every service starts when the guest boots and again when it fails;
  `kumonote-service start|stop|restart|status NAME` acts at once (status: exit code 0 while
  running, 3 otherwise). `kumonote-service restart ssh` reads the host key anew.
  Its output goes to `var/log/NAME.log`.
* Of cloud-init the guest does at first boot: `ssh_keys`, `ssh_authorized_keys`, `users`
  (their keys), `write_files`, `runcmd`, or a script; `cloud-init status [--wait]
  [--format=json]` tells how far it is.
* All processes end when the guest stops: they are known by `KUMONOTE_GUEST_ROOT` in their
  environment.
"""
