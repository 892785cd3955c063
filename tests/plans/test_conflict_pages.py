"""Two people at one record: whoever saves second sees both versions, and one click saves them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assignments.actions import AreaLine, area_assignments_save
from assignments.models import AreaAssignment
from households.actions import HamletLine, hamlets_save, user_update
from households.models import Hamlet
from households.rules import Area, HamletLabel
from plans.actions import (
    commune_targets_save,
    declared_save,
    parts_save,
    plan_save,
    section_delete,
    section_save,
    signatory_save,
)
from plans.forms.lists import PARTS
from plans.models import CommuneTarget, Duty, Plan, PlanSection, Signatory
from plans.rules import SectionContent
from povertyplan.accounts.models import User
from povertyplan.common.errors import StaleError
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    CommuneTargetFactory,
    UserFactory,
    administrator,
    at_once,
    counted_hamlets,
    officer_of,
    small_plan,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = small_plan()
    counted_hamlets(plan.unit, 2)
    return plan


@pytest.fixture
def other(plan: Plan) -> User:
    """Who saves first."""
    return officer_of(plan.unit)


@pytest.fixture
def officer(plan: Plan, client: Client) -> Client:
    client.force_login(officer_of(plan.unit))
    return client


def fresh(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def node_of(plan: Plan) -> PlanSection:
    """The section that both write; its heading may change."""
    return plan.sections.filter(parent=None).order_by("order")[1]


def section_url(plan: Plan) -> str:
    return reverse("plans:section", args=[plan.slug, node_of(plan).pk])


def section_changed(plan: Plan, other: User, **changes: Any) -> None:
    node = node_of(plan)
    given = {"heading": node.heading, "body": node.body, "content": SectionContent(node.content), **changes}
    section_save(section=node, version=node.version, by=other, **given)


def parts_changed(plan: Plan, other: User) -> None:
    rows = PARTS["duties"].stored(plan)
    rows[0]["text"] += "\nKiểm tra."
    rows.append({"actor": "Công an xã", "kind": "office", "text": "Rà soát nhân khẩu."})
    parts_save(plan=plan, model=Duty, rows=rows, version=fresh(plan).version, by=other)


def targets_changed(plan: Plan, other: User) -> None:
    rows: list[dict[str, Any]] = [
        {"indicator": "poor", "policy_group": "", "aim": "reduction", "comparator": "exactly"}
        | {"value": value, "measure": "household", "wording": ""}
        for value in (8, 3)
    ]
    commune_targets_save(unit=plan.unit, year=YEAR, rows=rows, by=other)


def areas_changed(plan: Plan, other: User) -> None:
    hamlets = tuple(Hamlet.objects.in_unit(plan.unit).order_by("pk").values_list("pk", flat=True))
    lines = [AreaLine(official="Hà Thị Một", position="", hamlets=hamlets)]
    area_assignments_save(unit=plan.unit, year=YEAR, lines=lines, by=other)


def hamlets_changed(plan: Plan, other: User) -> None:
    lines = [
        HamletLine(hamlet_id=pk, name=name, label=HamletLabel.THON, area=Area.RURAL, line=number)
        for number, (pk, name) in enumerate(
            Hamlet.objects.in_unit(plan.unit).order_by("position").values_list("pk", "name")
        )
    ]
    new = HamletLine(name="Mới Của Người Kia", label=HamletLabel.THON, area=Area.RURAL, line=9)
    hamlets_save(unit=plan.unit, lines=[lines[0], new, *lines[1:]], by=other)


@dataclass(frozen=True)
class Case:
    """A form: its address, what the other saves, what is typed, and what is stored in the end."""

    url: Callable[[Plan], str]
    theirs: Callable[[Plan, User], object]
    mine: dict[str, str]
    after: Callable[[Plan], object]
    expected: object


def plan_url(name: str) -> Callable[[Plan], str]:
    return lambda plan: reverse(f"plans:{name}", args=[plan.slug])


CASES = {
    "section": Case(
        section_url,
        lambda plan, other: section_changed(plan, other, body="Cho vay vốn.\nDạy nghề."),
        {"body": "Khảo sát.\r\nCho vay vốn."},
        lambda plan: node_of(plan).body,
        "Khảo sát.\nCho vay vốn.\nDạy nghề.",
    ),
    "head": Case(
        plan_url("plan_head"),
        lambda plan, other: plan_save(
            plan=plan, fields={"locality": "Nơi Khác"}, version=plan.version, by=other
        ),
        {"subject": "Của tôi", "month": "5"},
        lambda plan: (fresh(plan).locality, fresh(plan).subject, fresh(plan).month),
        ("Nơi Khác", "Của tôi", 5),
    ),
    "duties": Case(
        plan_url("duties"),
        parts_changed,
        {"rows__0__actor": "Phòng Kinh tế xã", "rows__1__actor": "Trạm Y tế", "rows__1__text": "Khám bệnh."},
        lambda plan: [(row["actor"], row["text"]) for row in PARTS["duties"].stored(plan)],
        [
            ("Phòng Kinh tế xã", "Tham mưu.\nTổng hợp.\nKiểm tra."),
            ("Trạm Y tế", "Khám bệnh."),
            ("Công an xã", "Rà soát nhân khẩu."),
        ],
    ),
    "signatory": Case(
        plan_url("signatory"),
        lambda plan, other: signatory_save(
            plan=plan, lines="CHỦ TỊCH", name="Người Ký Mẫu", version=fresh(plan).version, by=other
        ),
        {"name": "Tên Mới"},
        lambda plan: Signatory.objects.filter(plan=plan).values_list("lines", "name").get(),
        ("CHỦ TỊCH", "Tên Mới"),
    ),
    "targets": Case(
        lambda plan: reverse("plans:targets", args=[plan.unit_id, YEAR]),
        targets_changed,
        {"rows__0__wording": "Giảm tám hộ"},
        lambda plan: list(
            CommuneTarget.objects.in_year(plan.unit, YEAR).order_by("order").values_list("value", "wording")
        ),
        [(8, "Giảm tám hộ"), (3, "")],
    ),
    "areas": Case(
        lambda plan: reverse("assignments:areas", args=[plan.unit_id, YEAR]),
        areas_changed,
        {"rows__0__position": "Trưởng ban"},
        lambda plan: [
            (area.official, area.position, area.hamlets.count()) for area in AreaAssignment.objects.all()
        ],
        [("Hà Thị Một", "Trưởng ban", 2)],
    ),
    "hamlets": Case(
        lambda plan: reverse("households:hamlets", args=[plan.unit_id]),
        hamlets_changed,
        {"rows__1__name": "Tên Mới", "paste__text": "Dán Thêm"},
        lambda plan: list(
            Hamlet.objects.in_unit(plan.unit).order_by("position").values_list("name", flat=True)[1:]
        ),
        ["Mới Của Người Kia", "Tên Mới", "Dán Thêm"],
    ),
}


@pytest.fixture
def _stored_before(plan: Plan) -> None:
    """A target and an official, so that every list has a row."""
    CommuneTargetFactory.create(unit=plan.unit)
    line = AreaLine(official="Hà Thị Một", position="", hamlets=())
    area_assignments_save(unit=plan.unit, year=YEAR, lines=[line], by=None)


@pytest.mark.usefixtures("_stored_before")
@pytest.mark.parametrize("name", CASES)
def test_one_click_saves_what_both_wrote(plan: Plan, officer: Client, other: User, name: str) -> None:
    case = CASES[name]
    typed = sent_on(officer.get(case.url(plan)), **case.mine)
    case.theirs(plan, other)
    before = case.after(plan)

    page = officer.post(case.url(plan), typed)

    assert page.status_code == 409
    assert case.after(plan) == before
    text = page.content.decode()
    assert f"{other} đã lưu phần này lúc" in text
    assert all(choice.keep for choice in page.context["conflict"].choices)
    answer = officer.post(case.url(plan), sent_on(page))
    assert answer.status_code == 302, answer.content.decode()
    assert case.after(plan) == case.expected


@pytest.mark.usefixtures("_stored_before")
@pytest.mark.parametrize("name", CASES)
def test_third_person_in_between_is_not_overwritten(
    plan: Plan, officer: Client, other: User, name: str
) -> None:
    case = CASES[name]
    typed = sent_on(officer.get(case.url(plan)), **case.mine)
    case.theirs(plan, other)
    page = officer.post(case.url(plan), typed)
    third = Client()
    third.force_login(officer_of(plan.unit))
    mine = {"body": "Câu thứ ba."} if name == "section" else THIRD[name]
    assert third.post(case.url(plan), sent_on(third.get(case.url(plan)), **mine)).status_code == 302
    before = case.after(plan)

    again = officer.post(case.url(plan), sent_on(page))

    assert again.status_code == 409
    assert case.after(plan) == before
    assert "thứ ba" in again.content.decode()


THIRD = {
    "head": {"locality": "Nơi thứ ba"},
    "duties": {"rows-0-text": "Việc thứ ba"},
    "signatory": {"name": "Người thứ ba"},
    "targets": {"rows-1-wording": "Câu thứ ba"},
    "areas": {"rows-0-official": "Người thứ ba"},
    "hamlets": {"rows-0-name": "Thôn thứ ba"},
}


def test_what_both_changed_has_to_be_chosen(plan: Plan, officer: Client, other: User) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="Lời của tôi.")
    section_changed(plan, other, body="Lời người kia.", heading="Tên Của Người Kia")

    page = officer.post(section_url(plan), typed)
    text, heading = page.context["conflict"].choices

    assert (text.title, text.who, text.keep) == ("Nội dung", "both", "")
    assert (text.base, text.theirs, text.mine) == ("Cho vay vốn.", "Lời người kia.", "Lời của tôi.")
    assert (heading.who, heading.keep) == ("theirs", "theirs")
    assert "keep:body" not in sent_on(page)
    unanswered = officer.post(section_url(plan), sent_on(page))
    assert unanswered.status_code == 409
    assert "Lời của tôi.</textarea>" in unanswered.content.decode()
    kept = sent_on(unanswered, **{"keep:body": "mine", "keep:heading": "theirs"})
    assert officer.post(section_url(plan), kept).status_code == 302
    node = node_of(plan)
    assert (node.heading, node.body) == ("Tên Của Người Kia", "Lời của tôi.")


def test_text_mended_on_the_page_is_what_is_saved(plan: Plan, officer: Client, other: User) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="Lời của tôi.")
    section_changed(plan, other, body="Lời người kia.")
    page = officer.post(section_url(plan), typed)

    answer = officer.post(section_url(plan), sent_on(page, **{"keep:body": "mine", "body": "Lời chung."}))

    assert answer.status_code == 302
    assert node_of(plan).body == "Lời chung."


def test_refused_text_on_the_page_keeps_the_choice_of_the_rest(
    plan: Plan, officer: Client, other: User
) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="Lời của tôi.")
    section_changed(plan, other, body="Lời người kia.", heading="Khác")
    page = officer.post(section_url(plan), typed)

    answer = officer.post(section_url(plan), sent_on(page, **{"keep:body": "mine", "body": "{{khong-co}}"}))

    assert answer.status_code == 200
    assert answer.context["form"].data["heading"] == "Khác"
    assert officer.post(section_url(plan), sent_on(answer, body="Được.")).status_code == 302


def test_saving_another_part_of_the_plan_disturbs_nobody(plan: Plan, officer: Client, other: User) -> None:
    """The plan's version moves with every section; the head does not change with it."""
    url = plan_url("plan_head")(plan)
    typed = sent_on(officer.get(url), subject="Của tôi")
    section_changed(plan, other, body="Khác.")

    assert officer.post(url, typed).status_code == 302
    assert fresh(plan).subject == "Của tôi"
    assert node_of(plan).body == "Khác."


def test_both_who_wrote_the_same_are_not_asked(plan: Plan, officer: Client, other: User) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="Cùng một lời.")
    section_changed(plan, other, body="Cùng một lời.")

    assert officer.post(section_url(plan), typed).status_code == 302


@pytest.mark.parametrize("base", ["", "x", "[]", "null", '{"body":1}', '{"body":["\\ud800"]}', "[" * 100_000])
def test_tampered_memory_overwrites_nothing(plan: Plan, officer: Client, other: User, base: str) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="Lời của tôi.", base=base)
    section_changed(plan, other, body="Lời người kia.")

    page = officer.post(section_url(plan), typed)

    assert page.status_code == 409
    assert node_of(plan).body == "Lời người kia."
    assert [choice.keep for choice in page.context["conflict"].choices] == [""]


def test_own_other_window_is_named(plan: Plan, client: Client) -> None:
    me = officer_of(plan.unit)
    client.force_login(me)
    typed = sent_on(client.get(section_url(plan)), body="Lời sau.")
    section_changed(plan, me, body="Lời trước.")

    assert (
        "chính anh/chị đã lưu phần này ở một trang khác"
        in client.post(section_url(plan), typed).content.decode()
    )


def test_hostile_text_is_shown_as_text(plan: Plan, officer: Client, other: User) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="</textarea><script>alert(1)</script>")
    section_changed(plan, other, body="<script>alert(2)</script>")

    assert "<script>alert" not in officer.post(section_url(plan), typed).content.decode()


def test_hamlet_that_they_removed_and_i_renamed_comes_back_when_i_say_so(
    plan: Plan, officer: Client, other: User
) -> None:
    url = reverse("households:hamlets", args=[plan.unit_id])
    first, second = Hamlet.objects.in_unit(plan.unit).order_by("position")
    typed = sent_on(officer.get(url), **{"rows-1-name": "Tên Mới"})
    line = HamletLine(hamlet_id=first.pk, name=first.name, label=HamletLabel.THON, area=Area.RURAL, line=1)
    hamlets_save(unit=plan.unit, lines=[line], by=other)

    page = officer.post(url, typed)
    [choice] = page.context["conflict"].choices
    assert (choice.title, choice.theirs, choice.who) == ("Tên Mới", "", "both")
    answer = officer.post(url, sent_on(page, **{choice.field_name: "mine"}))

    assert answer.status_code == 302
    current = Hamlet.objects.in_unit(plan.unit).filter(valid_to__isnull=True).order_by("position")
    assert [hamlet.name for hamlet in current] == [first.name, "Tên Mới"]
    assert second.pk not in {hamlet.pk for hamlet in current}


def test_two_administrators_at_one_person_see_both(client: Client) -> None:
    person, admin = UserFactory.create(full_name="Tên Cũ"), administrator()
    client.force_login(administrator())
    url = reverse("households:user", args=[person.pk])
    typed = sent_on(client.get(url), position="Chức mới")
    user_update(user=person, full_name="Tên Của Người Kia", position="", is_active=True, by=admin)

    page = client.post(url, typed)

    assert page.status_code == 409
    assert client.post(url, sent_on(page)).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.position) == ("Tên Của Người Kia", "Chức mới")


@pytest.mark.parametrize(
    "save",
    [
        lambda plan, by: commune_targets_save(unit=plan.unit, year=YEAR, rows=[], version=7, by=by),
        lambda plan, by: area_assignments_save(unit=plan.unit, year=YEAR, lines=[], version=7, by=by),
        lambda plan, by: hamlets_save(unit=plan.unit, lines=[], version=7, by=by),
        lambda plan, by: user_update(user=by, full_name="X", position="", is_active=True, version=7, by=by),
    ],
    ids=["targets", "areas", "hamlets", "user"],
)
def test_action_refuses_another_version(plan: Plan, save: Callable[[Plan, User], object]) -> None:
    by = officer_of(plan.unit)

    with pytest.raises(StaleError):
        save(plan, by)

    assert Hamlet.objects.in_unit(plan.unit).filter(valid_to__isnull=True).count() == 2


def test_browser_is_told_which_draft_is_stored(plan: Plan, officer: Client) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="Khác.", draft="0f" * 12)

    page = officer.post(section_url(plan), typed, follow=True)

    assert f'data-saved="{"0f" * 12}"' in page.content.decode()


@pytest.mark.parametrize("draft", ["", "<b>", "x" * 100, "0" * 41])
def test_strange_name_of_a_draft_is_not_repeated(plan: Plan, officer: Client, draft: str) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="Khác.", draft=draft)

    page = officer.post(section_url(plan), typed, follow=True).content.decode()

    assert "Đã lưu mục" in page
    assert "data-saved" not in page


def test_text_for_a_section_that_is_gone_is_given_back(plan: Plan, officer: Client, other: User) -> None:
    url = section_url(plan)
    typed = sent_on(officer.get(url), body="Lời của tôi.")
    section_delete(section=node_of(plan), by=other)

    page = officer.post(url, typed)

    assert page.status_code == 409
    assert "Lời của tôi.</textarea>" in page.content.decode()
    assert officer.get(url).status_code == 404


def test_published_number_that_changed_meanwhile_is_not_withdrawn(plan: Plan, officer: Client) -> None:
    declared_save(plan=plan, figures={(None, "poor"): Decimal(9)}, by=None)
    seen = {"figure": str(plan.declared_figures.get().pk), "value": "9"}
    declared_save(plan=plan, figures={(None, "poor"): Decimal(8)}, by=None)
    url = reverse("plans:declared_withdraw", args=[plan.slug])

    officer.post(url, seen)
    assert plan.declared_figures.get().value == 8

    officer.post(url, seen | {"value": "8"})
    assert not plan.declared_figures.exists()


def _new_hamlet(plan: Plan, by: User) -> object:
    line = HamletLine(name=by.username, label=HamletLabel.THON, area=Area.RURAL, line=1)
    return hamlets_save(unit=plan.unit, lines=[line], version=0, by=by)


def _new_area(plan: Plan, by: User) -> object:
    line = AreaLine(official=by.username, position="", hamlets=())
    return area_assignments_save(unit=plan.unit, year=YEAR, lines=[line], version=0, by=by)


def _new_target(plan: Plan, by: User) -> object:
    row: dict[str, Any] = {"indicator": "poor", "policy_group": "", "aim": "reduction"}
    row |= {"comparator": "exactly", "value": Decimal(by.pk), "measure": "household", "wording": by.username}
    return commune_targets_save(unit=plan.unit, year=YEAR, rows=[row], version=0, by=by)


def _declared(plan: Plan, by: User) -> object:
    figures: dict[tuple[int | None, str], Decimal | None] = {(None, "poor"): Decimal(by.pk)}
    return declared_save(plan=plan, figures=figures, seen={(None, "poor"): None}, by=by)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("save", [_new_hamlet, _new_area, _new_target, _declared])
def test_of_many_at_once_one_saves(save: Callable[[Plan, User], object]) -> None:
    plan = small_plan()
    people = [officer_of(plan.unit) for _ in range(8)]

    outcomes = at_once([lambda by=by: save(plan, by) for by in people])  # type: ignore[misc]

    stale = [outcome for outcome in outcomes if isinstance(outcome, StaleError)]
    assert (len(stale), len([each for each in outcomes if isinstance(each, Exception)])) == (7, 7)
