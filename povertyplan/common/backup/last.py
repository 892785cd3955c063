"""When this installation last made a backup that could be restored: a file in the data folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def _path() -> Path:
    return Path(settings.DATA) / "last-backup"


def backup_noted() -> None:
    """A backup was made and proved just now."""
    written = _path().with_suffix(".new")
    written.write_text(timezone.now().isoformat())
    written.replace(_path())


def last_backup_at() -> dt.datetime | None:
    """When the last one was; None where none was made."""
    return dt.datetime.fromisoformat(_path().read_text()) if _path().exists() else None
