"""Gunicorn settings, the same for `make run` and for production: `gunicorn -c deploy/gunicorn.conf.py wsgi:app`."""

import gc
import os


def whole_number(name: str, default: int) -> int:
    """Read a positive whole number from the environment; anything else stops the start with a sentence."""
    value = os.environ.get(name) or str(default)
    if not value.isdigit() or int(value) == 0:
        raise SystemExit(f"{name} must be a positive whole number, not {value!r}.")
    return int(value)


# Only this machine may connect: other people come through the TLS proxy.
bind = f"127.0.0.1:{whole_number('PORT', 5000)}"
forwarded_allow_ips = "127.0.0.1"

workers = whole_number("UNIONWEB_WORKERS", 2)
worker_class = "gthread"
threads = whole_number("UNIONWEB_THREADS", 4)
# Each worker opens its own database connections; forked copies of one connection corrupt each other.
preload_app = False

# A worker is replaced after so many requests, so slowly growing memory never matters;
# the jitter keeps all workers from being replaced in the same moment.
max_requests = 5000
max_requests_jitter = 500

timeout = 30
graceful_timeout = 15
# About a second of work. In a rush more waiting people would only meet the proxy's time-out;
# they are told at once instead.
backlog = 512

# No access log: it would write down who opened the counselling room's pages, from which address
# and when. What must be known about sensitive records is in the application's own read log.
accesslog = None
# The control socket can stop or resize the server; the supervisor and systemd do that here.
control_socket_disable = True
proc_name = "unionweb"


def post_worker_init(worker):
    """What was loaded now stays: the collector need not look through it again and again while requests are answered."""
    gc.collect()
    gc.freeze()


def worker_exit(server, worker):
    """Let go what was frozen, so that database connections are closed in good order as the interpreter ends."""
    gc.unfreeze()
