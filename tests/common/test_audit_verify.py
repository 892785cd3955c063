"""The command that says whether the audit log is whole, against somebody who holds the file."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from povertyplan.common import append_only, audit
from povertyplan.common.audit import Fault, chain_state, record_event
from povertyplan.common.models import AuditEvent, AuditHead
from tests.factories import UserFactory

UNITS = ("", "90001", "90002")


def record(times: int) -> None:
    user = UserFactory.create()
    for number in range(times):
        for unit_code in UNITS:
            record_event(
                "figures_recorded",
                target=user,
                by=user,
                unit_code=unit_code,
                label=f"Xóm {number}",
                details={"from": [number, None], "tên": "Hòa"},
            )


def run(**options: Any) -> tuple[int, str]:
    """Exit status and what was printed."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("audit_verify", stdout=out, stderr=err, **options)
    except SystemExit as error:
        return int(error.code or 0), out.getvalue() + err.getvalue()
    return 0, out.getvalue() + err.getvalue()


def report(**options: Any) -> tuple[int, dict[str, Any]]:
    """Exit status and the chains by unit."""
    status, text = run(format="json", **options)
    found = json.loads(text)
    assert found["ok"] == (status == 0)
    return status, {chain["unit"]: chain for chain in found["chains"]}


@pytest.fixture
def kept(db, tmp_path: Path) -> Path:
    """Heads kept elsewhere when the chains had eight events; they have twelve now."""
    record(8)
    path = tmp_path / "heads.txt"
    path.write_text(run(head=True)[1])
    record(4)
    return path


class Restored(Exception):
    """Takes back what the thief did."""


def as_thief(act: Callable[[], object], look: Callable[[], Any]) -> Any:
    """What `act` does to the database without its triggers, and what `look` then sees; all is as before
    afterwards.
    """
    done = seen = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing pending, or ALTER TABLE stops at that
    with pytest.raises(Restored), transaction.atomic():  # noqa: PT012
        append_only.drop_for_tests(connection)
        done, seen = act(), look()
        raise Restored
    return done, seen


def events(unit_code: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(unit_code=unit_code).order_by("sequence"))


def move(event: AuditEvent, sequence: int) -> None:
    AuditEvent.objects.filter(pk=event.pk).update(sequence=sequence)


# What a thief does to a chain; each returns the place where it breaks.


def change(chain: list[AuditEvent], chance: random.Random) -> int:
    event = chance.choice(chain)
    field, value = chance.choice(
        [
            ("action", "plan_approved"),
            ("target_id", "999"),
            ("target_type", "plans.plan"),
            ("target_label", "Xóm khác"),
            ("details", {"from": [0, None]}),
            ("at", chain[-1].at.replace(year=2020)),
            ("user", None),
            ("hash", "0" * 64),
            ("previous_hash", "0" * 64),
        ]
    )
    AuditEvent.objects.filter(pk=event.pk).update(**{field: value})
    return event.sequence


def forge(chain: list[AuditEvent], chance: random.Random) -> int:
    """A change with a hash that fits: the next link tells, or the head, or the one kept at the eighth."""
    event = chance.choice(chain)
    event.target_label = "Xóm khác"
    event.hash = audit._hash(event)
    AuditEvent.objects.filter(pk=event.pk).update(target_label=event.target_label, hash=event.hash)
    return event.sequence + (event.sequence != 8)


def delete(chain: list[AuditEvent], chance: random.Random) -> int:
    event = chance.choice(chain)
    AuditEvent.objects.filter(pk=event.pk).delete()
    return event.sequence


def delete_and_renumber(chain: list[AuditEvent], chance: random.Random) -> int:
    place = delete(chain, chance)
    for event in chain[place:]:
        move(event, event.sequence - 1)
    return place


def insert(chain: list[AuditEvent], chance: random.Random) -> int:
    event = chance.choice(chain)
    for later in reversed(chain[event.sequence - 1 :]):
        move(later, later.sequence + 1)
    event.pk = None
    event.save(force_insert=True)
    return event.sequence if event.sequence == 1 else event.sequence + 1


def swap(chain: list[AuditEvent], chance: random.Random) -> int:
    one, other = sorted(chance.sample(chain, 2), key=lambda event: event.sequence)
    move(one, 777)
    move(other, one.sequence)
    move(one, other.sequence)
    return one.sequence


def move_to_other_unit(chain: list[AuditEvent], chance: random.Random) -> int:
    event = chance.choice(chain)
    AuditEvent.objects.filter(pk=event.pk).update(unit_code="90009")
    return event.sequence


def cut_tail(chain: list[AuditEvent], chance: random.Random) -> int:
    """The clever way: the head is put back too; only the head kept elsewhere tells."""
    place = chance.randint(1, 8)
    AuditEvent.objects.filter(pk__in=[event.pk for event in chain[place - 1 :]]).delete()
    last = chain[place - 2] if place > 1 else None
    AuditHead.objects.filter(unit_code=chain[0].unit_code).update(
        sequence=last.sequence if last else 0, hash=last.hash if last else ""
    )
    return place


def write_anew(chain: list[AuditEvent], chance: random.Random) -> int:
    """The cleverest: every later hash is computed again, the head too."""
    place, previous = chance.randint(1, 8), ""
    for event in chain:
        if event.sequence == place:
            event.target_label = "Xóm khác"
        event.previous_hash = previous
        event.hash = previous = audit._hash(event)
        AuditEvent.objects.filter(pk=event.pk).update(
            target_label=event.target_label, previous_hash=event.previous_hash, hash=event.hash
        )
    AuditHead.objects.filter(unit_code=chain[0].unit_code).update(hash=previous)
    return 8


TAMPERINGS = (
    *(change, forge, delete, delete_and_renumber, insert, swap, move_to_other_unit),
    *(cut_tail, write_anew),
)


def test_each_of_a_hundred_tamperings_is_found_where_it_is(kept):
    chance, missed = random.Random(20261122), []
    for number in range(100):
        tampering, unit_code = TAMPERINGS[number % len(TAMPERINGS)], UNITS[number % len(UNITS)]
        place, (status, chains) = as_thief(
            partial(tampering, events(unit_code), chance), partial(report, expect=kept)
        )
        found = chains[unit_code]
        others = [chains[unit]["fault"] for unit in UNITS if unit != unit_code]
        if (status, found.get("first_bad_sequence"), others) != (1, place, [None, None]):
            missed.append((tampering.__name__, place, found))

    assert missed == []
    assert report(expect=kept)[0] == 0


def test_event_that_does_not_hold_is_named(kept):
    event = events("90001")[4]
    act = AuditEvent.objects.filter(pk=event.pk).update

    _, ((status, chains), (_, text)) = as_thief(
        lambda: act(target_label="Xóm khác"), lambda: (report(), run())
    )

    assert status == 1
    assert chains["90001"] == {
        "unit": "90001",
        "events": 4,
        "hash": events("90001")[3].hash,
        "fault": "event",
        "first_bad_sequence": 5,
        "first_bad_id": event.pk,
    }
    assert f"90001: hỏng từ việc số 5 (id {event.pk})" in text
    assert "hệ thống: 12 việc, nguyên vẹn." in text


def chain_delete() -> None:
    AuditEvent.objects.filter(unit_code="90001").delete()
    AuditHead.objects.filter(unit_code="90001").delete()


@pytest.mark.parametrize(
    ("act", "alone", "with_kept"),
    [
        (chain_delete, None, ("kept", 1)),
        (lambda: cut_tail(events("90001"), random.Random(1)), None, ("kept", 3)),
        (lambda: write_anew(events("90001"), random.Random(1)), None, ("kept", 8)),
        (
            lambda: AuditEvent.objects.filter(unit_code="90001", sequence=12).delete(),
            ("head", 12),
            ("head", 12),
        ),
        (lambda: AuditHead.objects.filter(unit_code="90001").delete(), ("head", 13), ("head", 13)),
        (
            lambda: AuditHead.objects.filter(unit_code="90001").update(hash="0" * 64),
            ("head", 13),
            ("head", 13),
        ),
    ],
)
def test_what_the_kept_heads_are_for(kept, act, alone, with_kept):
    """Whoever holds the file can write it anew so that it holds in itself."""

    def fault(**options: Any) -> tuple[str, int] | None:
        chain = report(**options)[1].get("90001")
        return (chain["fault"], chain["first_bad_sequence"]) if chain and chain["fault"] else None

    assert as_thief(act, lambda: (fault(), fault(expect=kept)))[1] == (alone, with_kept)


def test_heads_are_printed_of_chains_that_hold(kept):
    lines = kept.read_text().splitlines()
    assert [line.split()[:2] for line in lines] == [["-", "8"], ["90001", "8"], ["90002", "8"]]
    assert lines[1].split()[2] == events("90001")[7].hash

    _, (status, text) = as_thief(
        lambda: AuditEvent.objects.filter(unit_code="90001", sequence=2).update(action="x"),
        lambda: run(head=True),
    )

    assert status == 1
    assert [line.split()[:2] for line in text.splitlines()[:2]] == [["-", "12"], ["90002", "12"]]
    assert "90001: hỏng từ việc số 2" in text


def test_whole_log_is_said_to_be_whole(kept):
    assert run() == (
        0,
        "hệ thống: 12 việc, nguyên vẹn.\n90001: 12 việc, nguyên vẹn.\n90002: 12 việc, nguyên vẹn.\n",
    )
    assert run(expect=kept)[0] == 0


def test_empty_log_holds(db):
    assert run() == (0, "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "không có đầu chuỗi nào"),
        ("90001 x " + "0" * 64, "dòng 1"),
        (f"90001 1 {'0' * 64}\n90001 1 abc", "dòng 2"),
        (None, "Không đọc được"),
    ],
)
def test_file_that_holds_no_heads_is_wrong_use(db, tmp_path, text, sentence):
    path = tmp_path / "heads.txt"
    if text is not None:
        path.write_text(text)

    with pytest.raises(CommandError, match=sentence) as raised:
        call_command("audit_verify", expect=path)

    assert raised.value.returncode == 2


def test_row_that_no_program_of_ours_wrote_is_a_fault():
    def rows():
        yield from ()
        raise ValueError("not JSON")

    state = chain_state(rows(), unit_code="90001", head=None)

    assert (state.sequence, state.fault) == (0, Fault.UNREADABLE)


@pytest.mark.parametrize("times", [1, 5])
def test_log_is_verified_in_as_many_queries_as_it_has_chains(db, django_assert_num_queries, times):
    record(times)

    with django_assert_num_queries(2 + len(UNITS)):
        run()
