"""Writing what a workbook gives: all or nothing, one event, taken back, refused if others were first."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from households.actions import (
    HouseholdChange,
    HouseholdsGiven,
    households_import,
    households_import_undo,
    households_list,
    households_ready,
    reviews_record,
    versions_of,
)
from households.models import (
    Household,
    HouseholdEvent,
    HouseholdImport,
    Member,
    Review,
    ReviewRound,
)
from households.rules import EventKind, HouseholdContent, MemberContent, Relation, ReviewContent, Stage
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    ReviewRoundFactory,
    ThresholdFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
POOR = ReviewContent(income_score=100, deprivations=frozenset({1, 2, 3}))
NEAR_POOR = ReviewContent(income_score=100, deprivations=frozenset({1}), reviewed_date=dt.date(2026, 9, 10))


@pytest.fixture
def round() -> ReviewRound:
    """An open round of a commune with two households, one of them entered as poor."""
    hamlet = HamletFactory.create()
    round: ReviewRound = ReviewRoundFactory.create(unit=hamlet.unit)
    ThresholdFactory.create(standard=round.standard)
    for number in (1, 2):
        household = HouseholdFactory.create(
            hamlet=hamlet, head_name=f"Lò Văn Mẫu {number}", code=f"H{number}"
        )
        MemberFactory.create(household=household)
    first = Household.objects.filter(code="H1")
    households_list(round=round, households=first, by=None)
    reviews_record(round=round, found={first.get().pk: POOR}, by=None)
    return round


def given(round: ReviewRound, **changes: Any) -> HouseholdsGiven:
    """One household more, one changed with a member more, both reviewed, one review otherwise."""
    first, second = Household.objects.filter(unit=round.unit).order_by("code")
    added = HouseholdContent(
        hamlet_id=first.hamlet_id,
        code="H3",
        members=(
            MemberContent(name="Vàng A Mới", relation=Relation.HEAD, personal_number="001080000003"),
            MemberContent(name="Vàng Thị Mới", relation=Relation.SPOUSE),
        ),
    )
    changed = HouseholdChange(
        household_id=second.pk,
        values={"address": "Số 5", "merit": True},
        members={second.head_id: {"name": "Lò Văn Đổi Tên", "birth_date": dt.date(1981, 2, 3)}},
        joined=[MemberContent(name="Lò Văn Thêm", relation=Relation.CHILD)],
    )
    values: dict[str, Any] = {
        "added": [added],
        "added_reviews": {0: POOR},
        "changed": [changed],
        "reviews": {first.pk: NEAR_POOR, second.pk: POOR},
        "seen": versions_of(unit=round.unit, round=round),
    }
    return HouseholdsGiven(**(values | changes))


def bring_in(round: ReviewRound, given: HouseholdsGiven, *, by: User | None = None) -> HouseholdImport | None:
    ready = households_ready(unit=round.unit, given=given, by=by)
    return households_import(ready=ready, round=round, sha256="a" * 64, by=by)


def dump() -> dict[str, list[dict[str, Any]]]:
    """All that an import writes, without what only counts versions and moments."""
    without = {"version", "recorded_at"}
    return {
        model.__name__: [
            {key: value for key, value in row.items() if key not in without}
            for row in model.objects.order_by("pk").values()
        ]
        for model in (Household, Member, Review, HouseholdEvent)
    }


def test_import_writes_all_with_one_event(round: ReviewRound) -> None:
    before = AuditEvent.objects.count()
    officer = officer_of(round.unit)

    record = bring_in(round, given(round), by=officer)

    assert record is not None
    assert (record.created, record.updated) == (1, 2)
    assert Household.objects.get(code="H3").head.name == "Vàng A Mới"
    changed = Household.objects.get(code="H2")
    assert (changed.address, changed.merit, changed.version) == ("Số 5", True, 2)
    assert (changed.head.name, changed.head.birth_year) == ("Lò Văn Đổi Tên", 1981)
    assert "doi ten" in changed.search_key
    assert HouseholdEvent.objects.get(kind=EventKind.MEMBER_JOINED).member is not None
    classes = Review.objects.order_by("household__code").values_list("classification", flat=True)
    assert list(classes) == ["near_poor", "poor", "poor"]
    (event,) = AuditEvent.objects.order_by("pk")[before:]
    assert (event.action, event.user) == ("households_imported", officer)
    assert "Lò" not in str(event.details)


def test_undo_puts_everything_back(round: ReviewRound) -> None:
    before = dump()
    record = bring_in(round, given(round))
    assert record
    assert dump() != before

    households_import_undo(record=record, by=None)

    assert dump() == before
    record.refresh_from_db()
    assert (record.undo, record.undone_at is None) == ({}, False)
    with pytest.raises(DomainError, match="gần nhất"):
        households_import_undo(record=record, by=None)


def edited(code: str) -> None:
    """The household with that code as its page leaves it."""
    Household.objects.filter(code=code).update(phone="0912", version=F("version") + 1)


MEANWHILE = {
    "household edited": lambda round: edited("H2"),
    "new household edited": lambda round: edited("H3"),
    "member edited": lambda round: Member.objects.filter(name="Lò Văn Đổi Tên").update(name="Lò Văn Khác"),
    "member of the new household added": lambda round: MemberFactory.create(
        household=Household.objects.get(code="H3")
    ),
    "review edited": lambda round: reviews_record(
        round=round, found={Household.objects.get(code="H1").pk: POOR}, by=None
    ),
    "event of the new household": lambda round: HouseholdEvent.objects.create(
        household=Household.objects.get(code="H3"), kind=EventKind.SPLIT, date=dt.date(2026, 9, 1)
    ),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_undo_is_refused_where_something_was_changed_since(round: ReviewRound, meanwhile: str) -> None:
    record = bring_in(round, given(round))
    assert record
    MEANWHILE[meanwhile](round)
    before = dump()

    with pytest.raises(StaleError, match="không hoàn tác được"):
        households_import_undo(record=record, by=None)

    assert dump() == before


def test_undo_is_refused_in_a_closed_round(round: ReviewRound) -> None:
    record = bring_in(round, given(round))
    assert record
    ReviewRound.objects.update(stage=Stage.CLOSED, closed_at=record.at)

    with pytest.raises(DomainError, match="khóa sổ"):
        households_import_undo(record=record, by=None)


def test_only_the_last_import_keeps_what_stood_before(round: ReviewRound) -> None:
    first = bring_in(round, given(round))
    change = HouseholdChange(household_id=Household.objects.get(code="H3").pk, values={"phone": "0912"})
    seen = versions_of(unit=round.unit, round=round)
    second = bring_in(round, HouseholdsGiven(changed=[change], seen=seen))

    assert first
    assert second
    first.refresh_from_db()
    assert first.undo == {}
    with pytest.raises(DomainError, match="gần nhất"):
        households_import_undo(record=first, by=None)
    households_import_undo(record=second, by=None)


def test_import_held_against_an_older_state_is_refused(round: ReviewRound) -> None:
    older = given(round)
    reviews_record(round=round, found={Household.objects.get(code="H1").pk: POOR}, by=None)
    before = dump()

    with pytest.raises(StaleError):
        bring_in(round, older)

    assert dump() == before


def test_household_of_another_commune_cannot_be_changed(round: ReviewRound) -> None:
    foreign, own = HouseholdFactory.create(), Household.objects.get(code="H1")
    theirs = HouseholdChange(household_id=foreign.pk, values={"phone": "0912"})
    their_head = {uuid.UUID(str(foreign.head_id)): {"name": "Tên Lạ"}}

    for change in (theirs, HouseholdChange(household_id=own.pk, members=their_head)):
        with pytest.raises(StaleError):
            bring_in(round, given(round, changed=[change]))


def test_code_of_another_household_is_refused(round: ReviewRound) -> None:
    change = HouseholdChange(household_id=Household.objects.get(code="H1").pk, values={"code": "H2"})

    with pytest.raises(DomainError, match="Mã hộ"):
        bring_in(round, given(round, changed=[change]))


class _Stopped(Exception):
    """Whatever may go wrong at a statement."""


def test_fault_at_any_statement_leaves_nothing(round: ReviewRound) -> None:
    content, before = given(round), dump()
    events = AuditEvent.objects.count()
    statements = 0

    def import_until(last: int) -> None:
        done = 0

        def stop(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal done, statements
            done += 1
            statements = max(statements, done)
            if done == last:
                raise _Stopped
            return execute(sql, params, many, context)

        with connection.execute_wrapper(stop):
            bring_in(round, content)

    for last in random.Random(1).sample(range(2, 18), 8):
        with pytest.raises(_Stopped):
            import_until(last)
        assert dump() == before
        assert AuditEvent.objects.count() == events
        assert not HouseholdImport.objects.exists()
    import_until(10_000)
    assert dump() != before
