"""A plan that begins with the words of another year's."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from plans.actions import plan_follow
from plans.actions.copying import LISTS, content_of, in_years
from plans.models import Plan
from povertyplan.common.errors import DomainError
from tests.factories import CommuneFactory, officer_of, small_plan

YEARS = {"2026": "2027", "2025": "2026"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("trong năm 2026 giảm", "trong năm 2027 giảm"),
        ("cuối năm 2025, đầu năm 2026", "cuối năm 2026, đầu năm 2027"),
        ("năm 2024", "năm 2024"),
        ("Quyết định số 22/2026/QĐ-TTg", "Quyết định số 22/2026/QĐ-TTg"),
        ("ngày 05/01/2026", "ngày 05/01/2026"),
        ("giai đoạn 2026-2030", "giai đoạn 2026-2030"),
        ("giai đoạn 2021 - 2025", "giai đoạn 2021 - 2025"),
        ("2.026 hộ, 12026", "2.026 hộ, 12026"),
        (2026, 2026),
    ],
)
def test_only_the_plans_own_years_move(before, after):
    assert in_years(before, YEARS) == after


@pytest.mark.parametrize(
    "slug", ["bach-quang-2026", "phu-thinh-2026", "bac-son-2023", "tan-hoa-2024", "dak-cam-2025-2030"]
)
def test_everything_but_what_belongs_to_the_year_is_taken_over(demo, slug):
    previous = Plan.objects.select_related("unit", "signatory").get(slug=slug)

    plan = plan_follow(previous=previous, year=previous.year + 1, by=None)

    old, new = content_of(previous), content_of(Plan.objects.select_related("signatory").get(pk=plan.pk))
    for name in LISTS:
        expected = 0 if name in {"prospects", "roadmap"} else len(getattr(old, name))
        assert len(getattr(new, name)) == expected, name
    assert new.bases == old.bases
    assert len(new.sections) == len(old.sections)
    assert (new.signatory_lines, new.signatory_name) == (old.signatory_lines, old.signatory_name)
    assert f"năm {previous.year}" not in plan.subject
    assert (plan.kind, plan.decimal_mark, plan.status) == (previous.kind, previous.decimal_mark, "draft")


@pytest.mark.django_db
def test_officer_follows_last_years_plan(client):
    unit = CommuneFactory.create()
    previous = small_plan(unit)
    client.force_login(officer_of(unit))
    year = previous.year + 1

    page = client.get(reverse("plans:plan_new", args=[unit.pk, year])).content.decode()
    answer = client.post(reverse("plans:plan_follow", args=[unit.pk, year]), {"previous": previous.pk})

    assert f"{previous.year}: {previous.subject}" in page
    plan = Plan.objects.get(unit=unit, year=year)
    assert answer.url == reverse("plans:plan", args=[plan.slug])


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "x", "999999999999999999999999", "foreign"])
def test_other_plans_are_refused_in_words(client, given):
    unit = CommuneFactory.create()
    small_plan(unit)
    foreign = small_plan(CommuneFactory.create())
    client.force_login(officer_of(unit))

    sent = {"previous": foreign.pk if given == "foreign" else given}
    answer = client.post(reverse("plans:plan_follow", args=[unit.pk, foreign.year + 1]), sent)

    assert answer.status_code == 200
    assert not Plan.objects.filter(year=foreign.year + 1, unit=unit).exists()


@pytest.mark.django_db
def test_command_follows_and_refuses(capsys):
    previous = small_plan(CommuneFactory.create())

    call_command("plan_new", "--from", previous.slug, "--year", str(previous.year + 1), "--format", "json")

    assert Plan.objects.get(slug=json.loads(capsys.readouterr().out)["plan"]).subject
    for name, year in ((previous.slug, previous.year), ("khong-co", 2027)):
        with pytest.raises(CommandError):
            call_command("plan_new", "--from", name, "--year", str(year))
    with pytest.raises(DomainError):
        plan_follow(previous=previous, year=previous.year, by=None)
