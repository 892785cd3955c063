"""A backup counts whole or not at all: killed, out of space, read back wrong."""

from __future__ import annotations

import datetime as dt
import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, repeat
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from povertyplan.common.backup import actions
from povertyplan.common.backup.actions import backup_make
from povertyplan.common.backup.sealed import seal
from tests.backup.databases import environment, left, run, write

pytestmark = pytest.mark.django_db(transaction=True)


def test_killed_backup_leaves_nothing_that_counts_and_the_next_one_cleans_up(usb, settings):
    write(1)
    name = str(connection.settings_dict["NAME"])
    killed = []

    def kill(size: int) -> bool:
        """Kill a backup once its file has so many bytes; false where it was quicker than we are."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "backup", "--to", usb], env=environment(name, settings.DATA)
        )
        while process.poll() is None:
            parts = [part for part in usb.glob(".*.part") if part.name not in killed]
            with suppress(FileNotFoundError):
                if parts and parts[0].stat().st_size >= size:
                    process.kill()
                    if process.wait() == -signal.SIGKILL and parts[0].exists():
                        killed.append(parts[0].name)
                        return True
        for done in (*usb.glob("*.backup"), settings.DATA / "last-backup"):
            done.unlink()
        return False

    for size in (0, 1):  # before the first byte; while it is being proved
        assert any(kill(size) for _ in range(20))

    assert list(usb.glob("*.backup")) == []
    assert left(usb) == {*killed, ".backup"}
    for part in usb.iterdir():
        os.utime(part, (0, 0))
    made = backup_make(to=usb)
    assert left(usb) == {made.path.name, "last-backup"}


def test_part_of_a_killed_run_keeps_its_name(usb, monkeypatch):
    moment = dt.datetime(2026, 11, 2, 8, 0, 0, tzinfo=dt.UTC)
    moments = chain([moment], repeat(moment.replace(second=1)))
    monkeypatch.setattr(timezone, "localtime", lambda: next(moments))
    killed = usb / ".povertyplan-20261102-080000.backup.part"
    killed.touch()
    write(1)

    made = backup_make(to=usb)

    assert made.path.name == "povertyplan-20261102-080001.backup"
    assert killed.exists()


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_full_disk_of_the_data_folder_is_said(usb):
    connection.ensure_connection()

    with no_file_longer_than(20_000):
        status, said = run("backup", "--to", usb)

    assert status == 2
    assert "ổ đĩa" in said.casefold()
    assert left(usb) == set()


def test_full_disk_of_the_target_is_said_and_older_backups_stay(usb, monkeypatch):
    older = usb / "povertyplan-20200101-000000.backup"
    older.touch()

    def full(parts: Any, *, passphrase: str) -> Iterator[bytes]:
        yield b"x"
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(actions, "seal", full)

    status, said = run("backup", "--to", usb, "--keep", "1")

    assert status == 2
    assert f"Hết chỗ trên ổ đĩa khi ghi vào {usb}" in said
    assert left(usb) == {older.name}


def test_backup_that_reads_back_wrong_does_not_count(usb, monkeypatch):
    def worn_out(*arguments: Any, **options: Any) -> Iterator[bytes]:
        for piece in seal(*arguments, **options):
            yield piece[:-1] + bytes([piece[-1] ^ 1])

    monkeypatch.setattr(actions, "seal", worn_out)

    assert run("backup", "--to", usb)[0] == 2
    assert left(usb) == set()
