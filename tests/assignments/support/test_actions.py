"""What may be recorded of support, and what is kept of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.actions import (
    RepeatedError,
    proof_add,
    proof_remove,
    support_change,
    support_give,
    support_record,
    support_withdraw,
)
from assignments.models import AssignmentSupporter, SupportItem, SupportProof
from assignments.queries import (
    helped_households,
    support_author,
)
from assignments.rules import MAX_PROOFS, HelpContent
from households.models import Household
from povertyplan.common.audit import ACTION_LABELS
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from povertyplan.documents.images import Photo
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentFactory,
    SupportItemFactory,
)
from tests.assignments.support.conftest import DAY, content, events
from tests.factories import YEAR, HouseholdFactory, leader_of, officer_of

pytestmark = pytest.mark.django_db


# --- the records ---


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"what": ""}, "says_what"),
        ({"content": "cow"}, "content_is_known"),
        ({"source": "moon"}, "source_is_known"),
        ({"value": 0}, "value_is_likely"),
        ({"value": -1}, "value_is_likely"),
        ({"value": 1_000_000_001}, "value_is_likely"),
        ({"date": None}, "has_a_date"),
    ],
)
def test_database_refuses_what_no_item_may_be(household, broken, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SupportItemFactory.create(household=household, **broken)


def test_photo_is_kept_once(household):
    item = SupportItemFactory.create(household=household)
    SupportProof.objects.create(item=item, image=b"x", sha256="a" * 64)

    with pytest.raises(IntegrityError), transaction.atomic():
        SupportProof.objects.create(item=item, image=b"x", sha256="a" * 64)


# --- actions ---


def test_what_is_given_is_recorded_with_its_event(household):
    officer = officer_of(household.unit)

    item = support_record(household=household, content=content(what=" Một  con bò "), by=officer)

    assert (item.what, item.value, item.unit, item.recorded_by) == (
        "Một con bò",
        Decimal(18_000_000),
        household.unit,
        officer,
    )
    [(action, details)] = events()
    assert action == "support_recorded"
    assert details["item"] == item.pk
    assert "bò" not in str(details)


def test_promise_is_given_later(household):
    item = support_record(household=household, content=content(date=None, due_date=DAY), by=None)
    assert list(SupportItem.objects.owed()) == [item]

    support_give(item=item, date=DAY, value=17_500_000, version=1, by=None)

    stored = SupportItem.objects.get()
    assert (stored.date, stored.due_date, stored.value, stored.version) == (DAY, DAY, Decimal(17_500_000), 2)
    assert [action for action, _ in events()] == ["support_promised", "support_given"]
    with pytest.raises(DomainError, match="đã ghi trao ngày 10/06/2026"):
        support_give(item=stored, date=DAY, value=None, version=2, by=None)


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"value": 0}, "value"),
        ({"value": -18_000_000}, "value"),
        ({"value": 1_000_000_001}, "value"),
        ({"value": 10**15}, "value"),
        ({"date": dt.date(1999, 12, 31)}, "date"),
        ({"date": dt.date(2999, 1, 1)}, "date"),
        ({"date": None, "due_date": dt.date(2999, 1, 1)}, "due_date"),
        ({"date": None}, "__all__"),
        ({"what": "  "}, "what"),
        ({"what": "x" * 201}, "what"),
    ],
)
def test_unlikely_support_is_refused_by_its_field(household, broken, field):
    with pytest.raises(ValidationError) as refused:
        support_record(household=household, content=content(**broken), by=None)

    assert field in refused.value.message_dict
    assert not SupportItem.objects.exists()
    assert events() == []


def test_today_may_be_given_and_tomorrow_not(household):
    today = timezone.localdate()
    support_record(household=household, content=content(date=today), by=None)

    with pytest.raises(ValidationError, match="đến hôm nay"):
        support_record(household=household, content=content(date=today + dt.timedelta(days=1)), by=None)


def test_agency_of_another_commune_is_refused(household):
    with pytest.raises(ValidationError) as refused:
        support_record(household=household, content=content(agency=AgencyFactory.create()), by=None)

    assert "agency" in refused.value.message_dict


def test_household_that_left_is_given_nothing_any_more(household):
    Household.objects.filter(pk=household.pk).update(valid_to=DAY)

    support_record(household=household, content=content(date=DAY - dt.timedelta(days=1)), by=None)
    with pytest.raises(ValidationError, match="đã thôi quản lý từ 10/06/2026"):
        support_record(household=household, content=content(), by=None)


def test_same_item_twice_is_said_and_recorded_nevertheless(household):
    support_record(household=household, content=content(), by=None)

    with pytest.raises(RepeatedError, match="Khoản này đã có: Một con bò giống"):
        support_record(household=household, content=content(what="MỘT CON  BÒ GIỐNG"), by=None)
    support_record(household=household, content=content(), again=True, by=None)

    assert SupportItem.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"value": 18_000_001},
        {"value": None},
        {"what": "Một con dê"},
        {"date": dt.date(YEAR, 6, 11)},
        {"content": HelpContent.OTHER},
    ],
)
def test_what_differs_in_anything_is_another_item(household, change):
    support_record(household=household, content=content(), by=None)

    support_record(household=household, content=content(**change), by=None)

    assert SupportItem.objects.count() == 2


def test_withdrawn_item_is_no_longer_in_the_way(household):
    item = support_record(household=household, content=content(), by=None)
    support_withdraw(item=item, reason="Ghi nhầm hộ", by=None)

    support_record(household=household, content=content(), by=None)

    assert SupportItem.objects.standing().count() == 1
    assert events()[1] == ("support_withdrawn", {"item": item.pk, "reason": "Ghi nhầm hộ"})


def test_withdrawn_item_stays_as_it_is(household):
    item = support_record(household=household, content=content(), by=None)
    with pytest.raises(DomainError, match="lý do"):
        support_withdraw(item=item, reason=" ", by=None)
    support_withdraw(item=item, reason="Ghi nhầm", by=None)
    item.refresh_from_db()

    for act in (
        lambda: support_change(item=item, content=content(), version=item.version, by=None),
        lambda: support_withdraw(item=item, reason="Nữa", by=None),
        lambda: proof_add(item=item, image=Photo(b"x"), by=None),
    ):
        with pytest.raises(DomainError, match="đã bỏ"):
            act()


def test_change_says_what_changed_and_wants_the_version(household):
    item = support_record(household=household, content=content(), by=None)

    support_change(item=item, content=content(value=None, what="Hai con dê"), version=1, by=None)

    assert events()[1] == (
        "support_changed",
        {"item": item.pk, "value": [18_000_000, None], "fields": ["what"]},
    )
    with pytest.raises(StaleError):
        support_change(item=item, content=content(), version=1, by=None)


def test_answers_about_the_land_are_of_housing_alone(household):
    answers = {"legal_land": True, "land_certificate": False}

    cow = support_record(household=household, content=content(**answers), by=None)
    roof = support_record(
        household=household, content=content(content=HelpContent.HOUSING, what="Mái nhà", **answers), by=None
    )

    assert (cow.legal_land, cow.conditions, cow.conditions_open) == (None, [], [])
    assert roof.conditions_open == ["thiếu giấy chứng nhận quyền sử dụng đất", "chưa xem phù hợp quy hoạch"]


def test_agencys_support_stands_under_its_assignment(household):
    agency, supporter = AgencyFactory.create_batch(2, unit=household.unit)
    last = AssignmentFactory.create(household=household, lead_agency=agency, year=YEAR - 1)
    AssignmentFactory.create(household=household, lead_agency=agency, year=YEAR, withdrawn_reason="Thôi")
    AssignmentSupporter.objects.create(assignment=last, agency=supporter)

    def stands_under(**changes: Any) -> Any:
        return support_record(household=household, content=content(**changes), by=None).assignment

    assert stands_under(agency=agency) == last  # late
    assert stands_under(agency=supporter) == last
    assert stands_under(agency=agency, date=dt.date(YEAR - 2, 6, 1)) is None
    assert stands_under() is None
    now = AssignmentFactory.create(household=household, lead_agency=agency, year=YEAR)
    assert stands_under(agency=agency, value=1) == now


def test_member_records_for_assigned_households_alone(household):
    member = AgencyMembershipFactory.create(agency__unit=household.unit)
    mine = content(agency=member.agency)

    with pytest.raises(ValidationError, match="không được phân công giúp hộ này"):
        support_record(household=household, content=mine, by=member.user)
    with pytest.raises(ValidationError, match="không được phân công giúp hộ này"):
        support_record(household=household, content=content(), by=member.user)
    assignment = AssignmentFactory.create(household=household, lead_agency=member.agency)

    assert support_record(household=household, content=mine, by=member.user).assignment == assignment


def test_photos_are_added_and_forgotten_with_events(household):
    item = support_record(household=household, content=content(), by=None)
    proof = proof_add(item=item, image=Photo(b"anh"), by=None)
    with pytest.raises(ValidationError, match="Ảnh này đã có"):
        proof_add(item=item, image=Photo(b"anh"), by=None)
    for number in range(1, MAX_PROOFS):
        proof_add(item=item, image=Photo(b"%d" % number), by=None)
    with pytest.raises(DomainError, match=f"nhiều nhất {MAX_PROOFS} ảnh"):
        proof_add(item=item, image=Photo(b"nua"), by=None)

    with pytest.raises(DomainError, match="lý do"):
        proof_remove(proof=proof, reason="", by=None)
    proof_remove(proof=proof, reason="Chụp nhầm giấy tờ", by=None)

    assert not SupportProof.objects.filter(pk=proof.pk).exists()
    with pytest.raises(DomainError, match="đã bỏ rồi"):
        proof_remove(proof=proof, reason="Nữa", by=None)
    counts = Counter(action for action, _ in events())
    assert (counts["proof_added"], counts["proof_removed"]) == (MAX_PROOFS, 1)


def test_log_tells_support_in_words_without_names(household):
    agency = AgencyFactory.create(unit=household.unit, name="Trường Mẫu")
    item = support_record(household=household, content=content(date=None, due_date=DAY), by=None)
    support_change(
        item=item,
        content=content(date=None, due_date=DAY, agency=agency, what="Lò Văn Kín"),
        version=1,
        by=None,
    )
    item.refresh_from_db()
    support_give(item=item, date=DAY, value=None, version=2, by=None)
    proof = proof_add(item=SupportItem.objects.get(), image=Photo(b"anh"), by=None)
    proof_remove(proof=proof, reason="Chụp nhầm", by=None)
    support_withdraw(item=SupportItem.objects.get(), reason="Ghi nhầm hộ", by=None)

    told = lines(list(AuditEvent.objects.order_by("pk")))

    assert all(line.what in ACTION_LABELS.values() for line in told)
    assert all(line.about == str(household) and f"/ho/{household.pk}/giup-do/" in line.url for line in told)
    said = [[(change.what, change.before, change.after) for change in line.changes] for line in told]
    assert ("giá trị (đồng)", None, "18.000.000") in said[0]
    assert said[1] == [("cơ quan giúp đỡ", "", "Trường Mẫu"), ("sửa nội dung hỗ trợ", None, "")]
    assert ("ngày trao", None, "10/06/2026") in said[2]
    assert said[5] == [("lý do", None, "Ghi nhầm hộ")]
    assert "Kín" not in str(said)


# --- who reads ---


def test_member_reads_help_of_assigned_households_alone(household):
    member = AgencyMembershipFactory.create(agency__unit=household.unit)
    assignment = AssignmentFactory.create(household=household, lead_agency=member.agency)
    other = AssignmentFactory.create(household=HouseholdFactory.create(hamlet=household.hamlet))
    AssignmentFactory.create(
        household=HouseholdFactory.create(hamlet=household.hamlet),
        lead_agency=member.agency,
        withdrawn_reason="Thôi",
    )

    assert list(helped_households(user=member.user)) == [household]
    own = SupportItemFactory.create(household=household, assignment=assignment, agency=member.agency)
    SupportItemFactory.create(household=household)  # another's
    foreign = SupportItemFactory.create(household=other.household, assignment=other)
    assert list(SupportItem.objects.visible_to(member.user)) == [own]
    author = support_author(user=member.user, household=household, on=DAY)
    assert (author.is_officer, list(author.agencies)) == (False, [member.agency])
    assert author.may_change(own)
    assert not author.may_change(foreign)
    nobody = support_author(user=leader_of(household.unit), household=household, on=DAY)
    assert not nobody.may_write
