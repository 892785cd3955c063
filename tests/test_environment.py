"""What `scripts/test` installs where it is missing."""

from __future__ import annotations

import subprocess
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
