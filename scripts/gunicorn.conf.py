"""How gunicorn runs the program; scripts/serve and the benchmarks start it with this."""

import socket
import struct
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
accesslog = "-"
# %(U)s is the path alone: no query string, no address of the reader, no name.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(L)ss"
SILENCE = 30


def when_ready(server: Any) -> None:
    """Wait so many seconds for the next byte from or to a browser: one that lost its network in mid-upload
    would hold its thread for ever, and as many as there are threads would hold the server. Connections
    inherit this from the socket they came by.
    """
    for listener in server.LISTENERS:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", SILENCE, 0))
