"""What every test of backups stands on."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from povertyplan.common.backup import postgresql, sealed, sqlite
from povertyplan.common.backup.key import key_make
from tests.factories import (
    UserFactory,
)


@pytest.fixture(autouse=True)
def usb(settings, tmp_path, monkeypatch):
    """A folder to back up to; the data folder is the test's own, and scrypt is quick."""
    monkeypatch.setattr(sealed, "SCRYPT_COST", 2)
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    settings.BACKUP_KEY = ""
    key_make()
    UserFactory.create()
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


@pytest.fixture
def undisturbed(monkeypatch):
    """Whoever of an earlier test still has the database open is not what this one is about."""
    for engine in (sqlite, postgresql):
        monkeypatch.setattr(engine, "alone", nullcontext)
