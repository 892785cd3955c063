"""The audit chain: complete, append-only, and a change to it is found."""

from __future__ import annotations

import copy
import datetime as dt
import random
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from povertyplan.common import append_only, audit
from povertyplan.common.audit import first_broken, record_event
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent, AuditHead
from tests.factories import UserFactory, at_once

UNIT = "90001"


def chain(unit_code: str = UNIT) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(unit_code=unit_code).order_by("sequence"))


def head(unit_code: str = UNIT) -> AuditHead:
    return AuditHead.objects.get(unit_code=unit_code)


def record(number: int, *, user=None, unit_code: str = UNIT) -> AuditEvent:
    return record_event(
        "figures_recorded",
        target=user or UserFactory.create(),
        by=user,
        unit_code=unit_code,
        label=f"Xóm {number}",
        details={"from": [number, None], "to": [number + 1, 0], "tên": "Hòa"},
    )


@pytest.fixture
def user(db):
    return UserFactory.create()


def test_events_of_a_unit_form_one_chain_that_holds(user):
    for number in range(5):
        record(number, user=user)
        record(number, user=user, unit_code="")

    assert [event.sequence for event in chain()] == [1, 2, 3, 4, 5]
    assert [event.sequence for event in chain("")] == [1, 2, 3, 4, 5]
    assert chain()[0].previous_hash == ""
    assert [event.previous_hash for event in chain()[1:]] == [event.hash for event in chain()[:-1]]
    assert (head().sequence, head().hash) == (5, chain()[-1].hash)
    assert first_broken(chain(), head()) is None
    assert first_broken(chain(""), head("")) is None


def test_event_says_who_did_what_to_which(user):
    record_event("user_created", target=user, by=None, details={"role": "officer"})
    record(1, user=user)

    by_system, by_user = chain("")[0], chain()[0]
    assert (by_system.user, by_system.target_label) == (None, str(user))
    assert (by_user.user, by_user.action, by_user.target_label) == (user, "figures_recorded", "Xóm 1")
    assert (by_user.target_type, by_user.target_id) == ("accounts.user", str(user.pk))
    assert by_user.at.tzinfo is not None
    assert abs(dt.datetime.now(dt.UTC) - by_user.at) < dt.timedelta(minutes=1)


def test_long_label_is_cut_and_the_chain_holds(user):
    record_event("user_created", target=user, by=user, unit_code=UNIT, label="ệ" * 500)

    assert len(chain()[0].target_label) == 200
    assert first_broken(chain(), head()) is None


@pytest.mark.parametrize(
    "details",
    [
        None,
        {},
        {"9": 1, "10": 2},
        {9: 1, 10: 2},
        {"b": (1, 2), "a": None},
        {"rate": 1.0, "small": 0.1, "large": 10**15},
        {"đ": "Hòa “Bình” \\ \n", "d": {"z": 1, "a": []}},
    ],
)
def test_details_come_back_as_they_were_hashed(user, details):
    record_event("plan_saved", target=user, by=user, unit_code=UNIT, details=details)

    assert first_broken(chain(), head()) is None


def test_empty_chain_holds_and_a_head_without_events_does_not(db):
    assert first_broken([], None) is None
    assert first_broken([], AuditHead(unit_code=UNIT)) is None

    cut = AuditHead(unit_code=UNIT, sequence=1, hash="x")

    assert first_broken([], cut) is cut


def change(events: list[AuditEvent], at: int, chance: random.Random) -> None:
    field, value = chance.choice(
        [
            ("action", "plan_approved"),
            ("target_id", "999"),
            ("target_type", "plans.plan"),
            ("target_label", "Xóm khác"),
            ("details", {"from": [0, None]}),
            ("at", events[at].at + dt.timedelta(microseconds=1)),
            ("user_id", None),
            ("unit_code", "90002"),
            ("hash", "0" * 64),
            ("previous_hash", "0" * 64),
            ("sequence", 77),
        ]
    )
    setattr(events[at], field, value)


def forge(events: list[AuditEvent], at: int, chance: random.Random) -> None:
    events[at].target_label = "Xóm khác"
    events[at].hash = audit._hash(events[at])


def delete(events: list[AuditEvent], at: int, chance: random.Random) -> None:
    del events[at]


def delete_and_renumber(events: list[AuditEvent], at: int, chance: random.Random) -> None:
    del events[at]
    for number, event in enumerate(events, start=1):
        event.sequence = number


def insert(events: list[AuditEvent], at: int, chance: random.Random) -> None:
    events.insert(at, copy.copy(chance.choice(events)))


def swap(events: list[AuditEvent], at: int, chance: random.Random) -> None:
    other = chance.choice([index for index in range(len(events)) if index != at])
    events[at], events[other] = events[other], events[at]


def cut_tail(events: list[AuditEvent], at: int, chance: random.Random) -> None:
    del events[at:]


TAMPERINGS = (change, forge, delete, delete_and_renumber, insert, swap, cut_tail)


def test_each_of_a_hundred_tamperings_is_found(user):
    for number in range(12):
        record(number, user=user)
    events, last, chance = chain(), head(), random.Random(20261122)

    missed = []
    for number in range(100):
        tampering = TAMPERINGS[number % len(TAMPERINGS)]
        copied, at = [copy.copy(event) for event in events], chance.randrange(len(events))
        tampering(copied, at, chance)
        if first_broken(copied, last) is None:
            missed.append((tampering.__name__, at))

    assert missed == []
    assert first_broken(events, last) is None


def test_the_first_link_that_does_not_hold_is_named(user):
    for number in range(6):
        record(number, user=user)
    events = chain()
    events[2].target_label = "Xóm khác"
    events[4].target_label = "Xóm khác"

    assert first_broken(events, head()) is events[2]


def test_a_cut_tail_is_found_at_the_head(user):
    for number in range(3):
        record(number, user=user)

    assert first_broken(chain()[:2], head()) == head()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


REFUSED = {
    "save": lambda event: event.save(),
    "delete": lambda event: event.delete(),
    "queryset update": lambda event: AuditEvent.objects.filter(pk=event.pk).update(action="x"),
    "queryset update of nothing": lambda event: AuditEvent.objects.update(sequence=F("sequence")),
    "queryset delete": lambda event: AuditEvent.objects.all().delete(),
    "bulk_update": lambda event: AuditEvent.objects.bulk_update([event], ["action"]),
    "raw UPDATE": lambda event: sql("UPDATE common_auditevent SET action = 'x'"),
    "raw DELETE": lambda event: sql("DELETE FROM common_auditevent"),
}


@pytest.mark.parametrize("way", REFUSED)
def test_event_cannot_be_changed_or_removed(user, way):
    event = record(1, user=user)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        REFUSED[way](event)

    assert first_broken(chain(), head()) is None
    assert [found.pk for found in chain()] == [event.pk]


@pytest.mark.parametrize("table", append_only.TABLES)
def test_every_append_only_table_has_its_triggers(db, table):
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O' AND NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        names = {name.removeprefix(table) for (name,) in cursor.fetchall()}

    assert names == ({"_rows", "_truncate"} if connection.vendor == "postgresql" else {"_update", "_delete"})


def test_events_cannot_be_truncated(user):
    record(1, user=user)
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")  # nothing pending, or TRUNCATE stops at that
    verb = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(f"{verb} common_auditevent")

    assert len(chain()) == 1


@pytest.mark.django_db(transaction=True)
def test_event_outside_a_transaction_is_refused():
    user = UserFactory.create()

    with pytest.raises(RuntimeError, match="outside a transaction"):
        record(1, user=user)

    assert not AuditEvent.objects.exists()
    assert not AuditHead.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_event_of_an_action_that_fails_is_not_kept():
    user = UserFactory.create()

    @transaction.atomic
    def action() -> None:
        record(1, user=user)
        raise DomainError("Không được.")

    with pytest.raises(DomainError):
        action()

    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_chains_do_not_fork_when_sixteen_write_at_once():
    user = UserFactory.create()

    def write(unit_code: str) -> None:
        for number in range(4):
            with transaction.atomic():
                record(number, user=user, unit_code=unit_code)

    outcomes = at_once([partial(write, unit_code) for unit_code in ("90001", "90002") for _ in range(8)])

    assert outcomes == [None] * 16
    for unit_code in ("90001", "90002"):
        assert [event.sequence for event in chain(unit_code)] == list(range(1, 33))
        assert first_broken(chain(unit_code), head(unit_code)) is None
