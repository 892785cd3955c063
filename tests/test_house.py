"""The project as a whole: what may stand where, what imports what, which settings are live."""

from __future__ import annotations

import datetime as dt
import os
import re
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.utils import formats

from povertyplan.common import append_only

TOP = {
    *("povertyplan", "households", "assignments", "plans", "reports"),
    *("templates", "static", "fixtures", "tests", "scripts", "benchmarks", "deploy", "docs", "requirements"),
    *(".ci", ".gitignore", "manage.py", "pyproject.toml", "README.md"),
}
VAGUE = {"utils", "util", "helpers", "helper", "misc", "manager", "services", "common_utils"}
# Brackets keep these patterns from finding themselves.
MACHINE = re.compile(
    r"/home/[a-z0-9_]+/|/Users/[A-Za-z]+/|(?<![\w.])/root[/]|/work[/](?:main|shared)|/opt/wheel[s]"
)
REGISTRY = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|--(?:extra-)?index[-]url|--find[-]links|https?://\S*/simple[/]"
)


def _files() -> list[Path]:
    """The files of the project, tracked or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=settings.BASE,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = [Path(name) for name in listing.stdout.split("\0") if name]
    return [path for path in paths if (settings.BASE / path).is_file()]


def test_nothing_new_stands_at_the_top() -> None:
    assert {path.parts[0] for path in _files()} - TOP == set()


def test_no_file_has_a_vague_name() -> None:
    vague = [path for path in _files() if path.suffix == ".py" and {path.stem, *path.parent.parts} & VAGUE]

    assert vague == []


def test_no_file_knows_this_machine_or_a_registry() -> None:
    found = []
    here = (str(settings.BASE), str(Path.home()) + "/")
    for path in _files():
        try:
            text = (settings.BASE / path).read_text()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if MACHINE.search(line) or REGISTRY.search(line) or any(name in line for name in here)
        ]

    assert found == []


def _lines_of_the_program(pattern: str) -> list[str]:
    """Where a pattern stands in our own code."""
    apps = ("povertyplan", "households", "assignments", "plans", "reports")
    return [
        f"{path}:{number}"
        for path in _files()
        if path.suffix == ".py" and path.parts[0] in apps
        for number, line in enumerate((settings.BASE / path).read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_no_form_takes_whatever_is_sent() -> None:
    """Seen failing with a form of all fields of its model, and with `**request.POST.dict()` in a view."""
    taken = r"""fields\s*=\s*["']__all__|\*\*\s*(?:self\.)?request\.(?:POST|GET)|exclude\s*=\s*\(\)"""

    assert _lines_of_the_program(taken) == []


def test_communes_are_locked_in_one_way() -> None:
    """By `hold`, so that others may refer to them; without, an import came to no end. Seen failing then."""
    assert _lines_of_the_program(r"AdministrativeUnit\.objects\.select_for_update") == []


def test_imports_run_one_way() -> None:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run([sys.executable, "-c", lint], cwd=settings.BASE, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.django_db
def test_every_model_change_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_live_connection_has_the_settings_that_were_measured() -> None:
    if connection.vendor == "sqlite":
        expected = {
            "busy_timeout": 20000,
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
        }
        statement = "PRAGMA {}"
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    else:
        expected = {
            "statement_timeout": "10s",
            "lock_timeout": "5s",
            "idle_in_transaction_session_timeout": "30s",
            "random_page_cost": "1.1",
        }
        statement = "SHOW {}"

    live = {}
    with connection.cursor() as cursor:
        for name in expected:
            cursor.execute(statement.format(name))
            live[name] = cursor.fetchone()[0]

    assert live == expected
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


@pytest.mark.parametrize("table", append_only.TABLES)
@pytest.mark.django_db
def test_append_only_table_has_both_triggers(table: str) -> None:
    triggers = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT count(*) FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
    }

    with connection.cursor() as cursor:
        cursor.execute(triggers[connection.vendor], [table])
        count = cursor.fetchone()[0]

    assert count == 2


@pytest.mark.django_db(transaction=True)
def test_append_only_triggers_stand_again_after_a_flush() -> None:
    call_command("flush", interactive=False, verbosity=0)

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal AND tgenabled = 'O'"
            )
        guarded = Counter(table for (table,) in cursor.fetchall())

    assert {table: guarded[table] for table in append_only.TABLES} == dict.fromkeys(append_only.TABLES, 2)


def test_numbers_and_dates_read_as_in_vietnam() -> None:
    assert formats.number_format("1234567.5", use_l10n=True, force_grouping=True) == "1.234.567,5"
    assert formats.date_format(dt.date(2026, 1, 5), "DATE_FORMAT") == "ngày 05 tháng 01 năm 2026"
    assert formats.date_format(dt.date(2026, 1, 5), "SHORT_DATE_FORMAT") == "05/01/2026"
    assert forms.DateField().clean("05/01/2026") == dt.date(2026, 1, 5)
    assert str(forms.IntegerField(localize=True).widget.format_value(2026)) == "2026"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("POVERTYPLAN_DEMO", "yes", "must be 0 or 1"),
        ("POVERTYPLAN_HTTPS", "true", "must be 0 or 1"),
        ("POVERTYPLAN_PROXIES", "-1", "must be a number from 0 to 9"),
        ("POVERTYPLAN_PROXIES", "many", "must be a number from 0 to 9"),
        ("POVERTYPLAN_DATA", "var", "must be an absolute path"),
        ("POVERTYPLAN_DATA", "/dev/null/x", "cannot be made"),
        ("POVERTYPLAN_SECRET_KEY", "short", "at least 50 characters"),
        ("POVERTYPLAN_BACKUP_KEY", "short", "at least 16 characters"),
        ("POVERTYPLAN_HOSTS", "*", "not a host name"),
        ("POVERTYPLAN_HOSTS", "https://xa.example", "not a host name"),
        ("DATABASE_URL", "mysql://x", "must begin with"),
        ("DATABASE_URL", "sqlite:///relative", "four slashes"),
        ("DATABASE_URL", "postgresql://host", "name of the database is missing"),
        ("DATABASE_URL", "postgresql://host:port/name", "port must be a number"),
        ("DATABASE_URL", "postgresql://host/name?pool=1", "unknown option 'pool'"),
    ],
)
def test_bad_environment_stops_the_start_with_a_sentence(
    variable: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POVERTYPLAN_DATA", str(tmp_path))
    monkeypatch.setenv(variable, value)

    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)) as raised:
        runpy.run_path(str(settings.BASE / "povertyplan/settings.py"))

    assert variable in str(raised.value)


def test_settings_behind_https_leave_no_warning(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE,
        env={
            **os.environ,
            "POVERTYPLAN_DATA": str(tmp_path),
            "POVERTYPLAN_HTTPS": "1",
            "POVERTYPLAN_HOSTS": "xa.example",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "",  # of the tests alone
        },
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stderr


def test_secret_key_is_made_once_and_closed_to_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POVERTYPLAN_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("POVERTYPLAN_SECRET_KEY", raising=False)
    script = "from povertyplan import settings; print(settings.SECRET_KEY)"

    starts = [
        subprocess.Popen([sys.executable, "-c", script], cwd=settings.BASE, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    keys = {start.communicate()[0].strip() for start in starts}

    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]
    assert (tmp_path / "data/secret-key").stat().st_mode & 0o777 == 0o600
