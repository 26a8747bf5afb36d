"""How gunicorn serves gridnet; each value can be given on its command line instead."""  # noqa: INP001  # a configuration, not a module

import os

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# As many for requests as a process keeps connections (GRIDNET_POOL_SIZE), and one for each open page it pushes to.
threads = 8 + int(os.environ.get("GRIDNET_LIVE_CONNECTIONS", "8"))
timeout = 60
graceful_timeout = 30
keepalive = 5
worker_tmp_dir = "/dev/shm"  # noqa: S108  # gunicorn makes the name; a heartbeat must not wait for a disk
control_socket_disable = True
