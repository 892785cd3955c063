"""An office goes from its SQLite file to PostgreSQL whole, or not at all.

Both databases are this file's own, whichever the run uses: PostgreSQL is the one of scripts/pg_run.py.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import ConnectionHandler

from assignments.models import SupportProof
from households.models import Household
from povertyplan import settings as house
from povertyplan.accounts.models import SignInTries
from povertyplan.common import append_only
from povertyplan.common.audit import record_event
from povertyplan.common.backup import moving
from povertyplan.common.backup.moving import TARGET, office_move
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent, AuditHead
from povertyplan.documents.models import IssuedDocument
from tests.assignments.factories import SupportItemFactory
from tests.factories import CommuneFactory, HouseholdFactory, MemberFactory, issued, officer_of, small_plan

BYTES = bytes(range(256))
LONG_AGO = dt.datetime(2021, 3, 4, 5, 6, 7, 89, tzinfo=dt.UTC)
JSON = {"big": 1e16, "whole": 2.0, "part": 0.1, "list": [{"z": None, "a": "Ắ\\"}]}

NUMBERS = count(1)
DEPLOY = house.BASE / "deploy" / "postgresql"


@pytest.fixture(scope="module")
def postgresql(django_db_blocker: Any) -> Iterator[Callable[..., str]]:
    """Makes a database of the name, empty or as another, on a PostgreSQL of this file's own; its address."""
    script = [sys.executable, "scripts/pg_run.py", "sh", "-c", 'echo "$DATABASE_URL"; cat']
    pipe = subprocess.PIPE
    with subprocess.Popen(script, stdin=pipe, stdout=pipe, cwd=house.BASE, text=True) as server:
        assert server.stdout
        url = server.stdout.readline().strip()

        def made(name: str, like: str = "template1") -> str:
            execute(url, f"CREATE DATABASE {name} TEMPLATE {like} OWNER povertyplan_owner")
            return url.replace("//postgres@/postgres?", f"//povertyplan_owner@/{name}?")

        with django_db_blocker.unblock():
            execute(url, (DEPLOY / "roles.sql").read_text())
        yield made


def execute(url: str, statement: str) -> None:
    with opened("other", url), connections["other"].cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def opened(alias: str, url: str) -> Iterator[None]:
    """The database at an address as one of Django's, in the place of what had the alias."""
    before = connections[alias] if alias in connections.settings else None
    connections[alias] = ConnectionHandler({"default": {}, alias: house.database(url, house.DATA)})[alias]
    try:
        yield
    finally:
        connections[alias].close()
        del connections[alias]
        if before:
            connections[alias] = before


@dataclass(frozen=True, kw_only=True)
class Office:
    """The file of an office, the address that it was moved to and what the command said."""

    file: Path
    url: str
    said: str


@pytest.fixture(scope="module")
def moved(
    postgresql: Callable[..., str], tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Office]:
    """An office with papers, photos and a log, moved once by the command."""
    file, out = tmp_path_factory.mktemp("office") / "app.sqlite3", io.StringIO()
    with django_db_blocker.unblock(), opened("default", f"sqlite:///{file}"):
        call_command("migrate", verbosity=0)
        unit = CommuneFactory.create()
        officer = officer_of(unit)
        issued(small_plan(unit, by=officer), pdf=BYTES)
        household = HouseholdFactory.create(hamlet__unit=unit)
        MemberFactory.create(household=household)
        item = SupportItemFactory.create(household=household)
        SupportProof.objects.create(item=item, image=BYTES, sha256="0" * 64)
        SupportProof.objects.update(recorded_at=LONG_AGO)
        Session.objects.create(session_key="a" * 32, session_data="x", expire_date=LONG_AGO)
        with transaction.atomic():
            record_event("figures_recorded", target=unit, by=officer, unit_code=unit.code, details={"n": 0.5})
        SignInTries.objects.create(key="k", failed_at=JSON, touched_at=LONG_AGO)
        url = postgresql("office")
        call_command("migrate_to_postgres", to=url, stdout=out)
        execute(url, (DEPLOY / "rights.sql").read_text())
        with opened("moved", url):
            yield Office(file=file, url=url, said=out.getvalue())


@pytest.fixture(autouse=True)
def _in_the_office(moved: Office, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), opened("default", f"sqlite:///{moved.file}"):
        yield


def all_rows(alias: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the program reads it."""
    return {
        model._meta.db_table: [
            tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            for row in model._base_manager.using(alias).order_by("pk").values_list()
        ]
        for model in apps.get_models(include_auto_created=True)
    }


def tables_at(url: str) -> list[str]:
    with opened("other", url):
        return connections["other"].introspection.table_names()


def test_every_row_arrives_as_it_was(moved):
    before, after = all_rows("default"), all_rows("moved")

    assert after == before
    assert min(len(before[model._meta.db_table]) for model in (IssuedDocument, SupportProof, AuditEvent)) >= 1
    assert bytes(SupportProof.objects.using("moved").get().image) == BYTES
    assert SupportProof.objects.using("moved").get().recorded_at == LONG_AGO
    assert Household.objects.using("moved").get().head.household_id == Household.objects.get().pk


def test_new_database_goes_on_where_the_old_one_stopped(moved):
    last = AuditEvent.objects.order_by("-pk")[0].pk

    with transaction.atomic(using="moved"):
        head = AuditHead.objects.using("moved").create(unit_code="00001")
        event = AuditEvent.objects.using("moved").create(unit_code="00001", sequence=1, at=LONG_AGO)
        transaction.set_rollback(True, using="moved")

    assert head.pk > AuditHead.objects.order_by("-pk")[0].pk
    assert event.pk > last


def test_papers_cannot_be_changed_in_the_new_database(moved):
    with pytest.raises(DatabaseError, match="append-only"):
        IssuedDocument.objects.using("moved").update(name="khác")


def test_report_counts_each_table_and_says_what_to_keep(moved):
    lines = moved.said.splitlines()
    proofs = next(line for line in lines if line.startswith("assignments_supportproof "))

    assert proofs.split()[1:3] == ["1", "dòng"]
    assert sum(" dòng  " in line for line in lines) == len(connection.introspection.table_names())
    assert "DATABASE_URL" in moved.said
    assert str(moved.file) in moved.said


def spoil_number(model: Any) -> None:
    if model is SignInTries:
        model.objects.using(TARGET).update(failed_at=["0.5"])


def spoil_bytes(model: Any) -> None:
    if model is SupportProof:
        model.objects.using(TARGET).update(image=BYTES[::-1])


def leave_out_event(model: Any) -> None:
    if model is AuditEvent:
        with connections[TARGET].cursor() as cursor:
            cursor.execute("DELETE FROM common_auditevent")


def leave_out_head(model: Any) -> None:
    if model._meta.db_table == "households_member":
        with connections[TARGET].cursor() as cursor:
            cursor.execute("DELETE FROM households_member")


@pytest.fixture
def emptied(postgresql: Callable[..., str], moved: Office) -> Iterator[None]:
    """TARGET as just migrated, where triggers do not keep a test from doing damage."""
    connections["moved"].close()
    with opened(TARGET, postgresql(f"office{next(NUMBERS)}", like="office")):
        tables = set(connections[TARGET].introspection.table_names()) - {"django_migrations"}
        with connections[TARGET].cursor() as cursor:
            for table in append_only.TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        yield


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (spoil_number, "Bảng accounts_signintries trong bản sao khác bản gốc"),
        (spoil_bytes, "Bảng assignments_supportproof trong bản sao khác bản gốc"),
        (leave_out_event, "số dòng của common_auditevent"),
        (leave_out_head, "dòng trỏ tới dòng không có"),
    ],
)
def test_damaged_copy_is_refused(emptied, monkeypatch, damage, sentence):
    copy = moving._copy
    monkeypatch.setattr(moving, "_copy", lambda model: (copy(model), damage(model)))

    with pytest.raises(DomainError, match=sentence), transaction.atomic(using=TARGET):
        moving._fill()


def test_row_that_postgresql_does_not_take_is_named(emptied):
    too_long = Session.objects.create(session_key="b" * 100, session_data="x", expire_date=LONG_AGO)

    with (
        pytest.raises(DomainError, match="bảng django_session, từ dòng 1 đến 2"),
        transaction.atomic(using=TARGET),
    ):
        moving._fill()
    too_long.delete()


def test_step_that_fails_leaves_postgresql_empty(postgresql, monkeypatch):
    def half(*_: Any, **__: Any) -> None:
        with connections[TARGET].cursor() as cursor:
            cursor.execute("CREATE TABLE half (id int)")

    url = postgresql("fails")
    monkeypatch.setattr(moving, "call_command", half)

    with pytest.raises(DomainError, match="không cùng phiên bản"):
        office_move(url)

    assert tables_at(url) == []


def test_postgresql_that_is_not_empty_is_refused(moved):
    with pytest.raises(DomainError, match="không trống"):
        office_move(moved.url)

    assert all_rows("moved") == all_rows("default")


def test_wrong_address_is_refused(moved):
    for url, sentence in {
        "": "phải có dạng postgresql://",
        f"sqlite:///{moved.file}": "phải có dạng postgresql://",
        "mysql://a@b/c": "chưa đúng",
        "postgresql://a@b:x/c": "chưa đúng",
        moved.url.replace("/office?", "/nowhere?"): "Không kết nối được",
    }.items():
        with pytest.raises(CommandError, match=sentence) as raised:
            call_command("migrate_to_postgres", to=url)
        assert raised.value.returncode == 2


def test_file_that_somebody_writes_to_is_refused(postgresql, moved):
    url = postgresql("waits")

    with closing(sqlite3.connect(moved.file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DomainError, match="Chương trình đang chạy"):
            office_move(url)

    assert tables_at(url) == []


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("PRAGMA foreign_keys=OFF; DELETE FROM households_administrativeunit", "Tệp SQLite đã hỏng"),
        ("PRAGMA foreign_keys=OFF; DELETE FROM accounts_user", "chưa có người dùng nào"),
    ],
)
def test_file_that_is_no_whole_office_is_refused(postgresql, moved, tmp_path, damage, sentence):
    file = tmp_path / "app.sqlite3"
    shutil.copy(moved.file, file)
    with closing(sqlite3.connect(file)) as other:
        other.executescript(damage)
    url = postgresql(f"office{next(NUMBERS)}")

    with opened("default", f"sqlite:///{file}"), pytest.raises(DomainError, match=sentence):
        office_move(url)

    assert tables_at(url) == []


def test_office_on_postgresql_is_told_that_it_is_there_already(moved):
    with opened("default", moved.url), pytest.raises(DomainError, match="đang dùng PostgreSQL"):
        office_move(moved.url)


def as_app(moved: Office) -> str:
    return moved.url.replace("povertyplan_owner", "povertyplan_app")


def test_role_of_the_pages_works_with_rows(moved):
    with opened(TARGET, as_app(moved)), transaction.atomic(using=TARGET):
        unit = Household.objects.using(TARGET).select_for_update().get().unit
        AuditEvent.objects.using(TARGET).create(unit_code=unit.code, sequence=99, at=LONG_AGO)
        assert Session.objects.using(TARGET).all().delete()[0] == 1
        transaction.set_rollback(True, using=TARGET)


@pytest.mark.parametrize(
    "statement",
    [
        *(f"UPDATE {table} SET id = id" for table in append_only.TABLES),
        *(f"DELETE FROM {table}" for table in append_only.TABLES),
        *(f"TRUNCATE {table}" for table in append_only.TABLES),
        "ALTER TABLE common_auditevent DISABLE TRIGGER USER",
        "DROP TABLE common_auditevent",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
    ],
)
def test_role_of_the_pages_changes_no_paper_and_no_table(moved, statement):
    with pytest.raises(DatabaseError) as refused:
        execute(as_app(moved), statement)

    assert getattr(refused.value.__cause__, "pgcode", "") == "42501"  # insufficient_privilege


def test_other_roles_of_the_server_stay_outside(moved):
    execute(moved.url.replace("povertyplan_owner", "postgres"), "CREATE ROLE stranger LOGIN")

    with pytest.raises(DatabaseError, match="permission denied for database"):
        execute(moved.url.replace("povertyplan_owner", "stranger"), "SELECT 1")
