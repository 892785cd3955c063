"""How gunicorn runs the program; scripts/serve and the benchmarks start it with this."""

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
