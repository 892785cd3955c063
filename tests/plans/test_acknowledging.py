"""Reasons for which a leader lets a finding stand: who may give which when, and what is kept of them."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from plans.actions import (
    acknowledgement_withdraw,
    declared_save,
    finding_acknowledge,
    plan_approve,
    plan_recall,
)
from plans.actions.life import content_hash
from plans.compose import PlanView, findings_json, plan_standing, plan_view
from plans.compose.standing import findings_from_json
from plans.models import Acknowledgement, Plan
from plans.rules import Status, fingerprint
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from povertyplan.documents.checks import Level
from povertyplan.documents.models import IssuedDocument
from tests.factories import (
    CommuneFactory,
    CommuneTargetFactory,
    approved,
    at_once,
    counted_hamlets,
    leader_of,
    small_plan,
    submitted,
)

HOUSEHOLDS = "total_not_sum table:hamlets/row:total/column:households"
POOR = "total_not_sum table:hamlets/row:total/column:poor"


@pytest.fixture(autouse=True)
def _quick_pdf(monkeypatch):
    monkeypatch.setattr("plans.actions.life.render_pdf", lambda document: b"%PDF-quick")


@pytest.fixture
def plan(db) -> Plan:
    """A draft with two errors, a warning and a notice."""
    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    CommuneTargetFactory.create(unit=unit, value=70)
    CommuneTargetFactory.create(unit=unit, value=3, comparator="exactly", order=1)
    plan = small_plan(unit)
    declare(plan, households=999, poor=77)
    return plan


def declare(plan: Plan, **columns: int) -> None:
    figures: dict[tuple[int | None, str], Decimal | None] = {
        (None, column): Decimal(value) for column, value in columns.items()
    }
    declared_save(plan=plan, figures=figures, by=None)


def view_of(plan: Plan) -> PlanView:
    return plan_standing(Plan.objects.select_related("unit", "approved_document").get(pk=plan.pk))


def names(plan: Plan, *levels: Level) -> list[str]:
    """Fingerprints of the plan's findings of such levels, in order."""
    return [fingerprint(each) for each in view_of(plan).findings if each.level in levels]


def acknowledge(plan: Plan, *fingerprints: str, reason: str = "Theo số huyện giao.", **more: object) -> None:
    given: dict[str, object] = {"seen_hash": content_hash(view_of(plan)), "by": leader_of(plan.unit)}
    finding_acknowledge(plan=plan, fingerprints=fingerprints, reason=reason, **given | more)  # type: ignore[arg-type]


def approve(plan: Plan, reason: str = "") -> Plan:
    return plan_approve(
        plan=plan, seen_hash=content_hash(view_of(plan)), reason=reason, by=leader_of(plan.unit)
    )


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def test_findings_of_the_plan_are_of_every_level(plan):
    assert [finding.level for finding in view_of(plan).findings] == ["error", "error", "warning", "notice"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
def test_leader_lets_several_stand_for_one_reason_as_long_as_nothing_is_approved(plan, status):
    Plan.objects.update(status=status)
    leader = leader_of(plan.unit)
    errors = names(plan, Level.ERROR)

    acknowledge(plan, *errors, reason=" Theo  số\x00 huyện giao. ", by=leader)

    view = view_of(plan)
    assert [finding.level for finding in view.unexplained] == ["warning"]
    given = [view.reason(finding) for finding in view.findings]
    assert [each and (each.reason, each.by) for each in given] == [
        ("Theo số huyện giao.", str(leader)),
        ("Theo số huyện giao.", str(leader)),
        None,
        None,
    ]
    assert view.tally == "2 lỗi, 1 cảnh báo, 1 lưu ý; 2 đã có lý do"
    row = Acknowledgement.objects.earliest("pk")
    assert (row.code, row.level, row.printed, row.computed) == ("total_not_sum", "error", "999", "200")
    assert row.where.startswith("Phụ lục, dòng Tổng cộng, cột Tổng số hộ")
    assert row.message == view.findings[0].message
    event = last_event()
    assert (event.action, event.user) == ("finding_acknowledged", leader)
    assert event.details == {"reason": "Theo số huyện giao.", "findings": [HOUSEHOLDS, POOR]}


def test_refusals_say_what_to_do_and_leave_nothing(plan):
    errors, (notice,) = names(plan, Level.ERROR), names(plan, Level.NOTICE)
    acknowledge(plan, errors[0])
    events = AuditEvent.objects.count()

    for error, sentence, fingerprints, more in (
        (DomainError, "Chọn ít nhất một điểm", [], {}),
        (DomainError, "Ghi lý do cho các điểm", [errors[1]], {"reason": " \n\x00"}),
        (DomainError, "Lưu ý không cần lý do", [errors[1], notice], {}),
        (StaleError, "đã có lý do", [errors[1], errors[0]], {}),
        (StaleError, "không còn như lúc anh/chị xem", [errors[1], "f" * 64], {}),
        (StaleError, "Nội dung đã thay đổi", [errors[1]], {"seen_hash": "0" * 64}),
    ):
        with pytest.raises(error, match=sentence) as raised:
            acknowledge(plan, *fingerprints, **more)

        assert type(raised.value) is error

    assert Acknowledgement.objects.count() == 1
    assert AuditEvent.objects.count() == events


def test_reasons_of_an_approved_plan_are_closed(plan):
    acknowledge(plan, *names(plan, Level.ERROR))
    row = Acknowledgement.objects.earliest("pk")
    approved(plan)

    for act in (
        lambda: acknowledge(plan, *names(plan, Level.WARNING)),
        lambda: acknowledgement_withdraw(acknowledgement=row, by=leader_of(plan.unit)),
    ):
        with pytest.raises(DomainError, match="Văn bản đã duyệt: lý do được giữ"):
            act()

    assert Acknowledgement.objects.count() == 2


def test_another_number_makes_another_finding_and_the_reason_one_of_the_past(plan):
    acknowledge(plan, *names(plan, Level.ERROR))

    declare(plan, households=998)

    view = view_of(plan)
    assert [finding.printed for finding in view.unexplained if finding.level == Level.ERROR] == ["998"]
    assert [(row.printed, row.reason) for row in view.past] == [("999", "Theo số huyện giao.")]
    declare(plan, households=999)
    assert view_of(plan).past == ()


def test_reason_taken_back_opens_the_finding_and_stays_as_one_of_the_past(plan):
    (first, _) = errors = names(plan, Level.ERROR)
    acknowledge(plan, *errors)
    row, leader = Acknowledgement.objects.get(fingerprint=first), leader_of(plan.unit)

    acknowledgement_withdraw(acknowledgement=row, by=leader)

    view = view_of(plan)
    assert [fingerprint(finding) for finding in view.unexplained] == [first, *names(plan, Level.WARNING)]
    assert [(each.pk, each.withdrawn_by_id) for each in view.past] == [(row.pk, leader.pk)]
    event = last_event()
    assert (event.action, event.user) == ("acknowledgement_withdrawn", leader)
    assert event.details == {"reason": "Theo số huyện giao.", "findings": [HOUSEHOLDS]}
    with pytest.raises(DomainError, match="Lý do này đã được bỏ"):
        acknowledgement_withdraw(acknowledgement=row, by=leader)
    acknowledge(plan, first, reason="Lý do khác.")
    assert [each.reason for each in view_of(plan).acknowledged.values()].count("Lý do khác.") == 1


def test_approval_needs_a_reason_only_for_what_has_none(plan):
    acknowledge(plan, *names(plan, Level.ERROR), reason="Số của huyện.")
    submitted(plan)
    with pytest.raises(DomainError, match="ghi lý do nếu vẫn duyệt"):
        approve(plan)
    assert Plan.objects.get().status == Status.SUBMITTED

    approve(plan, "Huyện giao cao.")

    view = view_of(plan)
    assert view.unexplained == ()
    assert [each.reason for each in map(view.reason, view.grave) if each] == [
        "Số của huyện.",
        "Số của huyện.",
        "Huyện giao cao.",
    ]
    given, final = AuditEvent.objects.order_by("-pk")[:2][::-1]
    assert (given.action, given.details["findings"]) == ("finding_acknowledged", ["target_short target:1"])
    assert (final.action, final.details["findings"]) == (
        "plan_approved",
        [HOUSEHOLDS, POOR, "target_short target:1"],
    )


def test_approval_needs_no_reason_once_all_have_one(plan):
    acknowledge(plan, *names(plan, Level.ERROR, Level.WARNING))
    submitted(plan)

    approve(plan)

    assert Plan.objects.get().status == Status.APPROVED


def test_reason_taken_back_while_the_print_is_drawn_stops_the_approval(plan, monkeypatch):
    acknowledge(plan, *names(plan, Level.ERROR, Level.WARNING))
    submitted(plan)

    def render(document: object) -> bytes:
        row = Acknowledgement.objects.earliest("pk")
        acknowledgement_withdraw(acknowledgement=row, by=leader_of(plan.unit))
        return b"%PDF-"

    monkeypatch.setattr("plans.actions.life.render_pdf", render)

    with pytest.raises(DomainError, match="ghi lý do nếu vẫn duyệt"):
        approve(plan)

    assert not IssuedDocument.objects.exists()


def test_approved_plan_keeps_its_findings_and_reasons_whatever_happens_later(plan):
    submitted(plan)
    approve(plan, "Theo huyện.")
    before = view_of(plan)
    assert len(before.findings) == 4

    plan.unit.targets.all().delete()
    Acknowledgement.objects.update(reason="Khác.")

    after = view_of(plan)
    assert (after.findings, after.acknowledged) == (before.findings, before.acknowledged)
    plan_recall(plan=plan, note="Sửa.", by=leader_of(plan.unit))
    assert {each.reason for each in view_of(plan).acknowledged.values()} == {"Khác."}


def test_same_thing_found_twice_at_one_place_has_one_reason(plan):
    plan.sections.filter(heading="GIẢI PHÁP").update(body="Có {{gi-do}} và {{gi-do}}.")
    submitted(plan)
    assert len(set(names(plan, Level.ERROR))) == len(names(plan, Level.ERROR)) - 1

    approve(plan, "Theo huyện.")

    assert view_of(plan).unexplained == ()
    assert Acknowledgement.objects.filter(code="token_unknown").count() == 1


def test_findings_come_back_from_what_is_kept(plan):
    acknowledge(plan, *names(plan, Level.ERROR))
    view = view_of(plan)

    findings, held = findings_from_json(findings_json(view))

    assert findings == view.findings
    assert {name: (each.reason, each.by, each.at) for name, each in held.items()} == {
        name: (each.reason, each.by, each.at) for name, each in view.acknowledged.items()
    }


@pytest.mark.parametrize("number", [1, 4])
def test_reasons_take_one_query_however_many(plan, number, django_assert_num_queries):
    for errors in range(number):
        declare(plan, households=900 + errors)
        acknowledge(plan, names(plan, Level.ERROR)[0])
    plan = Plan.objects.select_related("unit", "approved_document").get()
    with django_assert_num_queries(2):
        view = plan_view(plan)
    assert len(view.acknowledged) + len(view.past) == number

    approved(plan)
    plan = Plan.objects.select_related("unit", "approved_document").get()
    with django_assert_num_queries(2):
        view = plan_standing(plan)
    assert len(view.acknowledged) + len(view.past) == number


@pytest.mark.parametrize(
    "change",
    [
        {"reason": ""},
        {"withdrawn_at": timezone.now()},
        {},  # the same finding twice
    ],
)
def test_reason_holds_once_and_says_why_and_who_took_it_back(plan, change):
    acknowledge(plan, names(plan, Level.ERROR)[0])
    row = Acknowledgement.objects.values().get()
    if change:
        row["fingerprint"] = "f" * 64

    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.create(**row | change | {"id": None})


@pytest.mark.django_db(transaction=True)
def test_two_leaders_at_once_give_one_reason(request):
    plan = request.getfixturevalue("plan")
    errors, seen = names(plan, Level.ERROR), content_hash(view_of(plan))
    leaders = [leader_of(plan.unit) for _ in range(4)]

    outcomes = at_once(
        [
            partial(
                finding_acknowledge, plan=plan, fingerprints=errors, seen_hash=seen, reason="Rõ.", by=leader
            )
            for leader in leaders
        ]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["StaleError"] * 3 + ["tuple"]
    assert Acknowledgement.objects.count() == 2
