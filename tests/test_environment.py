"""What `scripts/test` installs where it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ENVIRONMENT = Path(__file__).resolve().parent.parent / "scripts" / "_environment.sh"


def missing(group: str, path: str) -> str:
    """The Debian packages of a group that a machine with such programs lacks."""
    asked = f'. "{ENVIRONMENT}"; PATH="{path}"; missing {group}'
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True, timeout=30)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("group", "package"), [("browser", "chromium"), ("office", "libreoffice-writer-nogui")]
)
def test_missing_program_is_named(group, package, tmp_path):
    """Seen failing when a function of the browser's own name was found in its place."""
    assert missing(group, str(tmp_path)) == package


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_browser_that_is_there_is_enough(name, tmp_path):
    program = tmp_path / name
    program.touch()
    program.chmod(0o755)

    assert missing("browser", str(tmp_path)) == ""


@pytest.fixture
def others_program() -> Iterator[Path]:
    """The program installed by somebody else: its folder may be read and not written."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))  # one of pytest's is closed to other accounts
    (folder / "scripts").mkdir()
    shutil.copy(ENVIRONMENT, folder / "scripts")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to("/bin/true")
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_who_may_not_write_here_goes_on_with_what_is_installed(others_program):
    """Seen failing when every account had to open the file that keeps two installations apart."""
    asked = f'. "{others_program}/scripts/_environment.sh"; python_environment base; echo went on'
    who = "nobody" if os.geteuid() == 0 else None
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, timeout=30, user=who)

    assert (done.stdout, done.stderr) == ("went on\n", "")
