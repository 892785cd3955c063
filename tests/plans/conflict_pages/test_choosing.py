"""What both changed is chosen or mended on one page, and nothing else is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from plans.actions import declared_save
from plans.models import Plan
from povertyplan.accounts.models import User
from tests.conflicts import sent_on
from tests.factories import officer_of
from tests.plans.conflict_pages.shared import fresh, node_of, plan_url, section_changed, section_url

pytestmark = pytest.mark.django_db


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


def test_published_number_that_changed_meanwhile_is_not_withdrawn(plan: Plan, officer: Client) -> None:
    declared_save(plan=plan, figures={(None, "poor"): Decimal(9)}, by=None)
    seen = {"figure": str(plan.declared_figures.get().pk), "value": "9"}
    declared_save(plan=plan, figures={(None, "poor"): Decimal(8)}, by=None)
    url = reverse("plans:declared_withdraw", args=[plan.slug])

    officer.post(url, seen)
    assert plan.declared_figures.get().value == 8

    officer.post(url, seen | {"value": "8"})
    assert not plan.declared_figures.exists()
