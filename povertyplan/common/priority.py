"""Long work steps back behind the pages that somebody waits for."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NICE = 10  # weighs a tenth of a page
AUTOGROUP = Path("/proc/self/autogroup")


def step_back() -> None:
    """Let this process and what it starts have the processor when pages leave it.

    Linux weighs sessions before it weighs the processes in them (sched(7), autogroup): who leads a session of
    his own steps back with all of it.
    """
    os.nice(max(0, NICE - os.nice(0)))
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # a kernel without it
            AUTOGROUP.write_text(str(NICE))


def has_stepped_back() -> bool:
    """Whether this process, or who started it, has."""
    return os.nice(0) >= NICE
