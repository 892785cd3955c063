"""How gunicorn runs the program; scripts/serve and the benchmarks start it with this."""

import gc
import os
import shutil
import socket
import struct
import sys
import tempfile
from importlib import import_module
from typing import Any

wsgi_app = "povertyplan.wsgi"
worker_class = "gthread"
workers = 2
# Not for work: signing in goes one at a time in each process (accounts.actions), and sixty people who
# wait for that must leave a thread free for everybody else.
threads = 64
timeout = 90
graceful_timeout = 30
control_socket_disable = True
loglevel = "warning"
SILENCE = 30  # seconds without a byte
# The program itself leaves a line for each request (povertyplan.common.watching): it knows its route.

# Where the processes keep their counts (povertyplan.common.metrics): known to all of them, kept on reload,
# and never that of a server which this one came from.
_own = f"povertyplan-counts-{os.getpid()}-"
_counts = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if _own not in _counts:
    _counts = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix=_own)


def post_fork(server: object, worker: object) -> None:
    """Let threads take turns ten times as often as Python does: who holds a lock of the database gets on."""
    sys.setswitchinterval(0.0005)


def post_worker_init(worker: object) -> None:
    """Keep the collector of cycles out of what stays loaded: an eighth of a page's processor time. From now
    on connections are handed on, and who looks at whom is noted.
    """
    gc.collect()
    gc.freeze()
    import_module("povertyplan.common.connection_pool").open_pool()
    import_module("povertyplan.common.readings").open_notebook()


def worker_exit(server: object, worker: object) -> None:
    import_module("povertyplan.common.readings").close_notebook()


def on_exit(server: object) -> None:
    shutil.rmtree(_counts, ignore_errors=True)


def when_ready(server: Any) -> None:
    """Wait so many seconds for the next byte from or to a browser: one that lost its network in mid-upload
    would hold its thread for ever, and as many as there are threads would hold the server. Connections
    inherit this from the socket they came by.
    """
    for listener in server.LISTENERS:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", SILENCE, 0))
