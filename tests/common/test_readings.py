"""Who looked is noted apart from the log, and comes into it once: beside others, after a kill, at the end."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from povertyplan.common import readings
from povertyplan.common.audit import first_broken, line_of, record_event, record_lines
from povertyplan.common.models import AuditEvent, AuditHead
from povertyplan.common.readings import Notebook, folder, record_reading
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
UNIT, OTHER = "90001", "90002"


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def user(db):
    return UserFactory.create()


@pytest.fixture
def notebook(monkeypatch):
    """One that records when it is told to."""
    opened = Notebook()
    monkeypatch.setattr(readings, "_notebook", opened)
    return opened


def look(user, *, unit_code: str = UNIT, **details) -> None:
    record_reading("household_read", target=user, by=user, unit_code=unit_code, details=details)


def recorded(unit_code: str = UNIT) -> list[int]:
    """What the chain says, once it was seen to hold."""
    events = list(AuditEvent.objects.filter(unit_code=unit_code).order_by("sequence"))
    assert first_broken(events, AuditHead.objects.filter(unit_code=unit_code).first()) is None
    return [event.details["number"] for event in events]


def noted() -> int:
    return sum(path.read_text().count("\n") for path in folder().glob("*.jsonl"))


def test_without_a_notebook_a_line_is_recorded_at_once(user):
    look(user, number=1)

    assert recorded() == [1]
    assert not folder().exists()


def test_noting_asks_the_database_nothing_and_stands_in_the_file(user, notebook, django_assert_num_queries):
    with django_assert_num_queries(0):
        look(user, number=1)

    assert (recorded(), noted()) == ([], 1)
    assert {path.stat().st_mode & 0o777 for path in folder().iterdir()} == {0o600}


def test_what_was_noted_is_recorded_in_its_order_with_its_moment(user, notebook):
    for number in range(3):
        look(user, number=number)
        look(user, number=number, unit_code=OTHER)
    before = time.time()
    notebook.record()  # begins the chains
    notebook.record()

    assert (recorded(), recorded(OTHER), noted()) == ([0, 1, 2], [0, 1, 2], 0)
    assert all(event.at.timestamp() < before for event in AuditEvent.objects.all())
    record_at_once(user, number=3)
    look(user, number=4)
    notebook.record()
    assert recorded() == [0, 1, 2, 3, 4]


def record_at_once(user, **details) -> None:
    with transaction.atomic():
        record_event("household_saved", target=user, by=user, unit_code=UNIT, details=details)


def test_many_lines_cost_as_many_queries_as_one(user, notebook):
    AuditHead.objects.bulk_create([AuditHead(unit_code=UNIT), AuditHead(unit_code=OTHER)])
    took = []
    for count in (1, 40):
        for number in range(count):
            look(user, number=number)
            look(user, number=number, unit_code=OTHER)
        with CaptureQueriesContext(connection) as queries:
            notebook.record()
        took.append(len(queries))

    assert took == [5, 5]
    assert len(recorded()) == len(recorded(OTHER)) == 41


def test_in_a_transaction_a_line_goes_with_it(user, notebook):
    with transaction.atomic():
        look(user, number=1)
        transaction.set_rollback(True)

    assert (recorded(), noted()) == ([], 0)


def test_what_a_killed_process_left_is_recorded_once(user):
    killed, killed_later = Notebook(), Notebook()
    for number, book in enumerate((killed, killed_later, killed)):
        book.note(line_of("household_read", target=user, by=user, unit_code=UNIT, details={"number": number}))
    with transaction.atomic():
        AuditHead.objects.create(unit_code=UNIT)
        record_lines(killed._open.lines[:1])  # recorded, and killed before its file was gone
    for book in (killed, killed_later):
        os.close(book._open.descriptor)

    first, second = Notebook(), Notebook()
    second.record()
    first.record()

    assert sorted(recorded()) == [0, 1, 2]
    assert noted() == 0


def test_nobody_takes_what_a_living_process_noted(user, notebook):
    AuditHead.objects.create(unit_code=UNIT)
    look(user, number=1)
    Notebook().record()

    assert (recorded(), noted()) == ([], 1)


def test_a_cut_line_is_left_out_and_a_spoilt_file_left_alone(user, notebook, caplog):
    look(user, number=1)
    os.write(notebook._open.descriptor, b'{"unit_code": "90001", "at')
    os.close(notebook._open.descriptor)
    spoilt = folder() / "spoilt.jsonl"
    spoilt.write_text("no line\n")
    AuditHead.objects.create(unit_code=UNIT)

    Notebook().record()

    assert recorded() == [1]
    assert spoilt.exists()
    assert "cannot be read: JSONDecodeError" in caplog.text


def test_a_disk_that_takes_no_line_has_it_recorded_at_once(user, notebook, monkeypatch):
    whole = os.write

    def cut(descriptor: int, text: bytes) -> int:
        return whole(descriptor, text[:5])

    monkeypatch.setattr(os, "write", cut)
    look(user, number=1)
    monkeypatch.undo()

    assert (recorded(), noted()) == ([1], 0)
    assert all(path.stat().st_size == 0 for path in folder().iterdir())


def test_a_database_that_takes_nothing_leaves_all_noted(user, notebook, monkeypatch):
    AuditHead.objects.create(unit_code=UNIT)
    look(user, number=1)

    def refuse(lines: object) -> None:
        raise Error

    with monkeypatch.context() as broken:
        broken.setattr(readings, "record_lines", refuse)
        with pytest.raises(Error):
            notebook.record()
    assert (recorded(), noted()) == ([], 1)
    look(user, number=2)
    notebook.record()
    assert (recorded(), noted()) == ([1, 2], 0)


def test_a_log_that_somebody_holds_is_left_for_later_and_the_others_are_not(user, notebook):
    """SQLite has one writer: there it is waited for."""
    waits = connection.vendor == "sqlite"
    AuditHead.objects.bulk_create([AuditHead(unit_code=UNIT), AuditHead(unit_code=OTHER)])
    look(user, number=1)
    look(user, number=2, unit_code=OTHER)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            AuditHead.objects.select_for_update().get(unit_code=UNIT)
            held.set()
            done.wait(0.3 if waits else 10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    notebook.record()
    assert (recorded(), recorded(OTHER), noted()) == (([1], [2], 0) if waits else ([], [2], 2))
    done.set()
    holder.join()
    notebook.record()
    assert (recorded(), recorded(OTHER), noted()) == ([1], [2], 0)


def test_thread_records_by_itself_and_at_the_end(user, monkeypatch):
    monkeypatch.setattr(readings, "EVERY", 0.02)
    AuditHead.objects.create(unit_code=UNIT)
    readings.open_notebook()
    look(user, number=1)
    until = time.monotonic() + 10
    while recorded() != [1] and time.monotonic() < until:
        time.sleep(0.02)
    monkeypatch.setattr(readings, "EVERY", 60)
    look(user, number=2)
    readings.close_notebook()

    assert recorded() == [1, 2]
    assert list(folder().iterdir()) == []
    look(user, number=3)
    assert recorded() == [1, 2, 3]


def is_locked(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_file_is_locked_from_its_first_moment(notebook):
    assert [is_locked(path) for path in folder().glob("*.jsonl")] == [True]


def test_a_disk_that_takes_no_file_stops_no_server(user, monkeypatch, tmp_path, caplog):
    """Seen failing where the error goes through."""
    (tmp_path / "readings").write_text("no folder")
    readings.open_notebook()
    look(user, number=1)

    assert recorded() == [1]
    assert "cannot be noted: FileExistsError" in caplog.text


def test_files_that_go_while_they_are_looked_at_or_that_nobody_may_read_are_passed_over(
    notebook, monkeypatch
):
    """Seen failing where the file is opened outside the `try`."""
    opened = os.open

    def missing(path, *given):
        if str(path).endswith("gone.jsonl"):
            raise FileNotFoundError
        return opened(path, *given)

    (folder() / "gone.jsonl").touch()
    monkeypatch.setattr(os, "open", missing)

    assert Notebook()._found == []
