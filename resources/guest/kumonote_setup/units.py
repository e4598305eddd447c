"""The text of the files that systemd and nftables read."""

NOTEBOOK = """\
[Unit]
Description=Kumonote notebook server
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=120
StartLimitBurst=6

[Service]
User={user}
WorkingDirectory={folder}
ExecStart={python} -m jupyterlab --config={config}
Environment=LANG=C.UTF-8 JUPYTER_PREFER_ENV_PATH=1
UMask=0077
Restart=on-failure
RestartSec=3
TimeoutStopSec=20
KillMode=mixed
# A kernel that takes all memory is ended alone; the server stays and says so.
OOMPolicy=continue
LimitNOFILE=65536

NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=full
ProtectControlGroups=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
"""

REDIRECT = """\
[Unit]
Description=Kumonote: public port {public} to the notebook at {private}
# After those that begin with an empty rule set.
After=network-pre.target nftables.service ufw.service
Before=kumonote-notebook.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart={nft} -f {rules}
ExecStop=-{nft} delete table ip kumonote

[Install]
WantedBy=multi-user.target
"""

RULES = """\
# Written by Kumonote. Declared first, so that deleting never fails: loading twice is harmless.
table ip kumonote
delete table ip kumonote
table ip kumonote {{
    chain prerouting {{
        type nat hook prerouting priority dstnat; policy accept;
        tcp dport {public} redirect to :{private}
    }}
}}
"""

TIDY = """\
[Unit]
Description=Kumonote: compile the notebook's environment and remove what is not needed
ConditionPathExists=|!{folder}/.compiled
ConditionPathExists=|{cache}
After=kumonote-notebook.service

[Service]
# not "oneshot": the boot would wait for its end
Type=simple
# Not the idle policy: on a busy machine that would not even get the time to end.
Nice=19
CPUSchedulingPolicy=batch
IOSchedulingClass=idle
TimeoutStopSec=5
ExecStart={python} {program} tidy

[Install]
WantedBy=multi-user.target
"""
