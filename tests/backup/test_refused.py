"""A file that is not what it says is refused, and the database is as it was."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from povertyplan.common import append_only
from povertyplan.common.backup.actions import backup_make, default_folder
from povertyplan.common.backup.key import key_path, passphrase
from povertyplan.common.backup.sealed import seal, unseal
from povertyplan.common.models import AuditEvent
from tests.backup.databases import rows, run, write

pytestmark = pytest.mark.django_db(transaction=True)


def opened(path: Path) -> tuple[dict[str, Any], bytes]:
    with path.open("rb") as file:
        content = b"".join(unseal(file, passphrase=passphrase()))
    line, _, copy = content.partition(b"\n")
    return json.loads(line), copy


def written(path: Path, manifest: dict[str, Any], copy: bytes) -> Path:
    path.write_bytes(b"".join(seal([json.dumps(manifest).encode(), b"\n", copy], passphrase=passphrase())))
    return path


def other_kind(manifest: dict[str, Any]) -> None:
    manifest["database"] = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest["database"]]


def one_row_less(manifest: dict[str, Any]) -> None:
    manifest["facts"]["counts"]["common_auditevent"] -= 1


def other_head(manifest: dict[str, Any]) -> None:
    manifest["facts"]["audit_heads"]["90001"][1] = "0" * 64


def other_copy(manifest: dict[str, Any]) -> None:
    manifest["sha256"] = "0" * 64


def later_manifest(manifest: dict[str, Any]) -> None:
    manifest["signed_by"] = "?"


CHANGES: dict[Callable[[Any], None], str] = {
    other_kind: "đặt DATABASE_URL đúng loại",
    one_row_less: "common_auditevent",
    other_head: "không khớp",
    other_copy: "không khớp",
    later_manifest: "phiên bản chương trình khác",
}


def test_backup_that_is_not_what_it_says_is_refused(usb):
    write(1)
    before = rows()
    made = backup_make(to=usb).path

    outcomes = {}
    for change in CHANGES:
        manifest, copy = opened(made)
        change(manifest)
        outcomes[change] = run("restore", "--force", written(usb / "x.backup", manifest, copy))

    assert [status for status, _ in outcomes.values()] == [2] * len(CHANGES)
    assert [change for change, (_, said) in outcomes.items() if CHANGES[change] not in said] == []
    assert rows() == before
    assert not default_folder().exists()


def test_backup_of_a_later_version_is_refused(usb):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('plans', '9999_x', '2030-01-01')"
        )
    made, before = backup_make(to=usb), rows()

    status, said = run("restore", "--force", made.path)

    assert (status, rows()) == (2, before)
    assert "phiên bản chương trình mới hơn (có plans.9999_x)" in said
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_x'")


def test_damaged_cut_and_foreign_files_are_refused_by_the_command(usb, settings):
    before = rows()
    data, chance = backup_make(to=usb).path.read_bytes(), random.Random(3)
    file = usb / "x.backup"

    accepted = []
    for number in range(40):
        place = chance.randrange(len(data))
        damaged = bytearray(data)
        damaged[place] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged if number % 2 else data[:place])
        if run("restore", "--force", file)[0] != 2:
            accepted.append((number, place))
    file.write_bytes(data)
    settings.BACKUP_KEY = "khóa của một xã khác"
    wrong_key = run("restore", "--force", file)
    settings.BACKUP_KEY = ""
    key_path().unlink()
    no_key = run("restore", "--force", file)

    assert accepted == []
    assert (wrong_key[0], no_key[0]) == (2, 2)
    assert "sai khóa" in wrong_key[1]
    assert "Chưa có khóa sao lưu" in no_key[1]
    assert run("restore", usb / "none.backup")[0] == 2
    assert run("restore", usb)[0] == 2
    assert rows() == before


def test_broken_audit_log_is_backed_up_and_said(usb):
    write(1)
    append_only.drop_for_tests(connection)
    AuditEvent.objects.update(target_label="Xóm khác")
    append_only.install()

    status, said = run("backup", "--to", usb)

    assert status == 1
    assert "không còn nguyên vẹn" in said
    (made,) = usb.glob("*.backup")
    assert run("restore", "--check", made)[0] == 1
