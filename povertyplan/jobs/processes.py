"""What Linux does for us about processes: who dies with whom, and who is left."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
GRACE = 2.0  # seconds that helpers of a job have to end by themselves

_prctl = ctypes.CDLL(None, use_errno=True).prctl


def die_with_parent(parent: int, signum: signal.Signals) -> None:
    """Have this process get the signal when its parent ends, however it ends."""
    _prctl(PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:
        os.kill(os.getpid(), signum)  # it was gone already


def adopt_orphans() -> None:
    """Become the parent of all below us whose own parent ends, so that nothing of a job stays behind."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_children() -> None:
    """Wait a moment for all below us to end, then end them."""
    patience = time.monotonic() + GRACE
    while children := _children():
        if time.monotonic() > patience:
            for child in children:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        time.sleep(0.01)


def _children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
