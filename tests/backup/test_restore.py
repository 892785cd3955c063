"""What was written comes back whole, on a new machine too, and replaces nothing unasked."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pypdf
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from povertyplan.common import append_only
from povertyplan.common.backup import sealed
from povertyplan.common.backup.actions import backup_check, backup_make, default_folder
from povertyplan.common.backup.facts import scratch_database
from povertyplan.common.backup.sealed import SCRYPT_COST
from povertyplan.common.models import AuditEvent
from povertyplan.common.readings import folder
from tests.backup.databases import environment, rows, run, write
from tests.factories import (
    PASSWORD,
    CommuneFactory,
    UserFactory,
    approved,
    counted_hamlets,
    officer_of,
    small_plan,
)

pytestmark = pytest.mark.django_db(transaction=True)


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
    (notes := folder()).mkdir()
    (notes / "of-the-office-before.jsonl").touch()
    checked = run("restore", "--check", made.path)

    assert (checked[0], rows()) == (0, empty)
    assert str(made.path) in checked[1]
    assert [*notes.iterdir()]

    status, said = run("restore", made.path)

    assert (status, made.broken_chains) == (0, []), said
    assert (rows(), [*notes.iterdir()]) == (before, [])
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
