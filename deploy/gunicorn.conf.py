"""How gunicorn serves gridnet; each value can be given on its command line instead."""  # noqa: INP001  # a configuration, not a module

import os

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8  # as many as a process keeps connections (GRIDNET_POOL_SIZE)
timeout = 60
graceful_timeout = 30
keepalive = 5
worker_tmp_dir = "/dev/shm"  # noqa: S108  # gunicorn makes the name; a heartbeat must not wait for a disk
control_socket_disable = True
