"""What was written comes back whole, under writers and faults and on a new machine, or it is refused."""

from __future__ import annotations

import datetime as dt
import errno
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from povertyplan.accounts.models import User
from povertyplan.common import append_only
from povertyplan.common.audit import record_event
from povertyplan.common.backup import actions, postgresql, sealed, sqlite
from povertyplan.common.backup.actions import backup_check, backup_make, default_folder
from povertyplan.common.backup.facts import scratch_database
from povertyplan.common.backup.folders import workplace
from povertyplan.common.backup.key import key_make, key_path, passphrase
from povertyplan.common.backup.sealed import SCRYPT_COST, seal, unseal
from povertyplan.common.models import AuditEvent, AuditHead
from tests.factories import (
    PASSWORD,
    CommuneFactory,
    UserFactory,
    approved,
    at_once,
    counted_hamlets,
    officer_of,
    small_plan,
)

pytestmark = pytest.mark.django_db(transaction=True)

Rows = dict[str, list[str]]


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


def rows(alias: str = "default") -> Rows:
    """Every row of every table."""
    found = {}
    with connections[alias].cursor() as cursor:
        for table in connections[alias].introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(
                str([bytes(value) if isinstance(value, memoryview) else value for value in row])
                for row in cursor.fetchall()
            )
    return found


def run(*arguments: str | Path) -> tuple[int, str]:
    """The exit status of a command and all it says."""
    out = io.StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=out)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    except SystemExit as error:
        return int(str(error.code)), out.getvalue()
    return 0, out.getvalue()


@transaction.atomic
def write(number: int, *, unit_code: str = "90001") -> AuditEvent:
    return record_event(
        "figures_recorded", target=AuditHead(pk=1), by=None, unit_code=unit_code, details={"n": number}
    )


def database_url(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    described = connection.settings_dict
    return f"postgresql://{described['USER']}@/{name}?host={quote(described['HOST'])}"


def environment(name: str, data: Path) -> dict[str, str]:
    """For a process of its own on that database, with the key of this test."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(name),
        "POVERTYPLAN_DATA": str(data),
        "POVERTYPLAN_BACKUP_KEY": passphrase(),
    }


# Back again.


def plan_text(slug: str, folder: Path) -> str:
    call_command("plan_render", slug, output=folder / "plan.pdf", stdout=io.StringIO())
    return "".join(page.extract_text() for page in pypdf.PdfReader(folder / "plan.pdf").pages)


def test_all_comes_back_into_an_empty_database(usb, tmp_path, client, undisturbed):
    unit = CommuneFactory.create()
    counted_hamlets(unit, 3)
    officer = officer_of(unit)
    plan = small_plan(unit, by=officer)
    approved(small_plan(CommuneFactory.create()), pdf=bytes(range(256)))
    before, text = rows(), plan_text(plan.slug, tmp_path)

    made = backup_make(to=usb)
    call_command("flush", interactive=False, verbosity=0)
    empty = rows()
    checked = run("restore", "--check", made.path)

    assert (checked[0], rows()) == (0, empty)
    assert str(made.path) in checked[1]

    status, said = run("restore", made.path)

    assert (status, made.broken_chains) == (0, []), said
    assert rows() == before
    assert plan_text(plan.slug, tmp_path) == text
    assert client.post("/dang-nhap/", {"username": officer.username, "password": PASSWORD}).status_code == 302
    assert client.get(f"/ke-hoach/{plan.slug}/").status_code == 200
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()


def test_a_new_machine_needs_the_file_the_key_and_one_command(usb, tmp_path, monkeypatch):
    monkeypatch.setattr(sealed, "SCRYPT_COST", SCRYPT_COST)  # as the other process
    approved(small_plan())
    write(1)
    made, before = backup_make(to=usb), rows()
    name = str(tmp_path / "new.sqlite3")
    if connection.vendor == "postgresql":
        name = f"{connection.settings_dict['NAME']}_new"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')

    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "restore", made.path],
            env=environment(name, tmp_path / "new"),
            capture_output=True,
            text=True,
        )
        with scratch_database(name) as alias:
            after = rows(alias)
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')

    assert (done.returncode, done.stderr) == (0, "")
    assert after == before


def test_a_full_database_is_replaced_only_with_force_and_backed_up_before(usb, undisturbed):
    write(1)
    UserFactory.create(username="cu")
    append_only.drop_for_tests(connection)  # and the backup has no triggers
    made, old = backup_make(to=usb), rows()
    UserFactory.create(username="moi")
    write(2)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_later_version (person bigint REFERENCES accounts_user (id))")
        cursor.execute("INSERT INTO of_a_later_version SELECT id FROM accounts_user")
    new = rows()
    try:
        refused, unchanged = run("restore", made.path), rows()
        status, said = run("restore", "--force", made.path)
        restored = rows()
    finally:  # what is not restored away would stand in the way of every later test
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS of_a_later_version")

    assert (refused[0], unchanged) == (2, new)
    assert "--force" in refused[1]
    assert (status, restored) == (0, old), said
    (aside,) = default_folder().glob("*.backup")
    assert str(aside) in said

    assert backup_check(aside).manifest.facts.counts == {table: len(found) for table, found in new.items()}
    for statement in ("UPDATE common_auditevent SET action = 'x'", "DELETE FROM common_auditevent"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# While people work.


@contextmanager
def four_writers(acknowledged: dict[str, int]) -> Iterator[None]:
    """Two to each of two chains; `acknowledged` is the last event that each has for sure."""
    stop, lock = threading.Event(), threading.Lock()

    def work(unit_code: str) -> None:
        while not stop.is_set():
            event = write(1, unit_code=unit_code)
            time.sleep(0.002)
            with lock:
                acknowledged[unit_code] = max(event.sequence, acknowledged.get(unit_code, 0))

    thread = threading.Thread(
        target=lambda: outcomes.extend(at_once([partial(work, unit_code) for unit_code in "AABB"]))
    )
    outcomes: list[Any] = []
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert outcomes == [None] * 4


BACKUPS = {"sqlite": 20, "postgresql": 4}  # a backup of PostgreSQL makes a database and drops it


def test_every_backup_under_four_writers_is_whole(tmp_path):
    acknowledged: dict[str, int] = {}
    missing, sizes = [], []

    with four_writers(acknowledged):
        for number in range(BACKUPS[connection.vendor]):
            (folder := tmp_path / str(number)).mkdir()
            known = dict(acknowledged)
            made = backup_make(to=folder)  # raises where the copy is not what the database was
            facts = made.manifest.facts
            missing += [
                unit for unit, last in known.items() if facts.audit_heads.get(unit, (0, ""))[0] < last
            ]
            missing += made.broken_chains
            sizes.append(facts.counts["common_auditevent"])
            assert sum(sequence for sequence, _ in facts.audit_heads.values()) == sizes[-1]

    assert missing == []
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]


def test_restore_is_refused_while_somebody_has_the_database_open(usb):
    made, before = backup_make(to=usb), rows()
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        status, said = run("restore", "--force", made.path)

    assert status == 2
    assert "dừng scripts/serve" in said
    assert rows() == before
    assert not default_folder().exists()


# Refused.


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


# Nothing half done.


def left(usb: Path) -> set[str]:
    """What stands in the target and in the data folder beside the keys and the lock."""
    return {path.name for folder in (usb, key_path().parent) for path in folder.iterdir()} - {
        ".backup.lock",
        "backup-key",
        "secret-key",
    }


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
        for done in usb.glob("*.backup"):
            done.unlink()
        return False

    for size in (0, 1):  # before the first byte; while it is being proved
        assert any(kill(size) for _ in range(20))

    assert list(usb.glob("*.backup")) == []
    assert left(usb) == {*killed, ".backup"}
    for part in usb.iterdir():
        os.utime(part, (0, 0))
    made = backup_make(to=usb)
    assert left(usb) == {made.path.name}


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


# Key, folder, older ones.


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
