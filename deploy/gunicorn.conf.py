"""How gunicorn serves gridnet; each value can be given on its command line instead."""  # noqa: INP001  # a configuration, not a module

import os
import signal

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# As many for requests as a process keeps connections (GRIDNET_POOL_SIZE), and one for each open page it pushes to.
# They are begun when they are needed; one that holds a page sleeps.
threads = 8 + int(os.environ.get("GRIDNET_LIVE_CONNECTIONS", "200"))
timeout = 60
graceful_timeout = 30
keepalive = 5
worker_tmp_dir = "/dev/shm"  # noqa: S108  # gunicorn makes the name; a heartbeat must not wait for a disk
control_socket_disable = True


def post_worker_init(_worker: object) -> None:
    """Let the open pages go as soon as the process is to end, instead of waiting for them; they connect anew."""
    from gridnet.notices import live

    leave = signal.getsignal(signal.SIGTERM)

    def end(number: int, frame: object) -> None:
        live.hang_up()
        leave(number, frame)

    signal.signal(signal.SIGTERM, end)
