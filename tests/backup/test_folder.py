"""The key, the folder and the older backups in it."""

from __future__ import annotations

import json
import shutil
import threading
import time

import pytest

from povertyplan.accounts.models import User
from povertyplan.common.backup.actions import backup_make
from povertyplan.common.backup.folders import workplace
from povertyplan.common.backup.key import key_path, passphrase
from povertyplan.common.backup.sealed import seal
from povertyplan.common.models import AuditEvent
from tests.backup.databases import left, run, write

pytestmark = pytest.mark.django_db(transaction=True)


def test_key_is_made_once_closed_to_others_and_never_beside_the_backups(usb, settings):
    key_path().unlink()

    first, again = run("backup", "--to", usb), run("backup", "--to", usb)

    assert (first[0], again[0]) == (0, 0)
    assert f"Đã tạo khóa sao lưu {key_path()}" in first[1]
    assert "Đã tạo khóa" not in again[1]
    assert passphrase() not in first[1] + again[1]
    assert len(passphrase()) == 39
    assert key_path().stat().st_mode & 0o777 == 0o600
    for folder in (settings.DATA, settings.DATA.parent):
        status, said = run("backup", "--to", folder)
        assert status == 2
        assert "khóa và bản sao lưu không để cùng chỗ" in said
    settings.BACKUP_KEY = "một khóa trong môi trường"
    assert run("backup", "--to", settings.DATA)[0] == 0


def test_json_tells_what_is_in_the_backup(usb):
    write(1)

    status, said = run("backup", "--to", usb, "--format", "json")

    report = json.loads(said)
    (path,) = usb.iterdir()
    assert status == 0
    assert (report["file"], report["bytes"]) == (str(path), path.stat().st_size)
    assert report["facts"]["counts"]["common_auditevent"] == 1
    assert report["facts"]["audit_heads"]["90001"] == [1, AuditEvent.objects.get().hash]
    assert (report["broken_chains"], report["removed"]) == ([], [])


def test_keep_removes_our_older_backups_and_nothing_else(usb):
    path = backup_make(to=usb).path
    for day in ("01", "02", "03"):
        shutil.copy(path, usb / f"povertyplan-202001{day}-000000.backup")
    foreign = usb / "povertyplan-20190101-000000.backup"
    foreign.write_bytes(b"".join(seal([b"x"], passphrase="khóa của một xã khác")))
    (usb / "thong-bao.txt").write_text("không phải của chương trình")

    status, said = run("backup", "--to", usb, "--keep", "3")

    made = [file.name for file in usb.iterdir() if file.name > path.name and file.suffix == ".backup"]
    assert status == 0
    assert "Đã xóa 2 bản cũ" in said
    assert {file.name for file in usb.iterdir()} == {
        *made,
        path.name,
        "povertyplan-20200103-000000.backup",
        foreign.name,
        "thong-bao.txt",
    }


def test_database_that_nobody_uses_is_not_backed_up(usb):
    User.objects.all().delete()

    status, said = run("backup", "--to", usb)

    assert status == 2
    assert "kiểm tra POVERTYPLAN_DATA" in said
    assert left(usb) == set()


@pytest.mark.parametrize("arguments", [("--keep", "0"), ("--to", "/nowhere/at/all")])
def test_wrong_use_is_said(arguments, usb):
    assert run("backup", *arguments)[0] == 2
    assert left(usb) == set()


def test_only_one_backup_or_restore_at_a_time(usb):
    ready = threading.Event()

    def hold() -> None:
        with workplace():
            ready.set()
            time.sleep(0.3)

    thread = threading.Thread(target=hold)
    thread.start()
    ready.wait(5)
    outcome = run("restore", "--check", usb / "x.backup")
    thread.join()

    assert outcome[0] == 2
    assert "Đang có một lần sao lưu" in outcome[1]
