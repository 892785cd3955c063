"""How gunicorn runs the program; scripts/serve and the benchmarks start it with this."""

import gc
import os
import shutil
import sys
import tempfile

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
# The program itself leaves a line for each request (povertyplan.common.watching): it knows its route.

# Where the processes keep their counts (povertyplan.common.metrics): known to all of them, kept on reload.
_counts = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="povertyplan-counts-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counts


def post_fork(server: object, worker: object) -> None:
    """Let threads take turns ten times as often as Python does: who holds a lock of the database gets on."""
    sys.setswitchinterval(0.0005)


def post_worker_init(worker: object) -> None:
    """Keep the collector of cycles out of what stays loaded: an eighth of a page's processor time."""
    gc.collect()
    gc.freeze()


def on_exit(server: object) -> None:
    shutil.rmtree(_counts, ignore_errors=True)
