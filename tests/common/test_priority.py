"""Long work steps back, its session with it where that is its own."""

from __future__ import annotations

import subprocess
import sys

from povertyplan.common.priority import AUTOGROUP, NICE

TELL = f"""
import os
from pathlib import Path
print(os.nice(0), *Path("{AUTOGROUP}").read_text().split()[-1:])
"""


def _weight(code: str = "", *, own_session: bool = False) -> list[int]:
    """How nice a process is that ran the code, and its session, where the kernel weighs sessions."""
    tell = TELL if AUTOGROUP.exists() else "import os\nprint(os.nice(0))"
    command = [sys.executable, "-c", code + tell]
    done = subprocess.run(command, capture_output=True, text=True, check=True, start_new_session=own_session)
    return [int(each) for each in done.stdout.split()]


def test_long_work_steps_back() -> None:
    """Seen failing without either line of `step_back`, and where it steps back again and again."""
    usual = _weight()
    twice = "from povertyplan.common.priority import step_back\nstep_back()\nstep_back()\n"
    assert set(_weight(twice, own_session=True)) == {NICE}
    assert _weight(twice) == [NICE, *usual[1:]]  # others' session is left alone
