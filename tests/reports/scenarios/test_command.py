"""Scenarios on the command line."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from plans.queries import year_figures
from reports.models import TargetScenario
from tests.factories import YEAR, CommuneTargetFactory

pytestmark = pytest.mark.django_db


def command(unit, *arguments: str, year: int = YEAR) -> Any:
    out = StringIO()
    call_command("targets_allocate", unit.code, str(year), *arguments, stdout=out)
    return out.getvalue()


def test_command_prints_the_shares_and_writes_nothing(unit, hamlets):
    CommuneTargetFactory.create(unit=unit, value=9, comparator="exactly")

    slug = year_figures(unit=unit, year=YEAR).rows[2].slug

    found = json.loads(command(unit, "--rule", "stock", f"--pin={slug}=2", "--format", "json"))

    assert [row["share"] for row in found["hamlets"]] == [4, 3, 2]
    assert (found["total"], found["fairness"]["highest"]) == (9, "100.0000")
    assert not TargetScenario.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--total", "99"), 1, "chưa đủ tổng 99"),
        (("--total", "0"), 1, "Tổng phải từ 1 hộ"),
        ((), 2, "thêm --total"),
        (("--total", "x"), 2, "--total: Chỉ nhập số nguyên"),
        (("--total", "9", "--pin", "khong-co=1"), 2, "Không có thôn, tổ khong-co"),
        (("--total", "9", "--ceiling-rate", "101"), 2, "không thể quá 100"),
    ],
)
def test_command_refuses_in_words(unit, hamlets, arguments, code, words):
    with pytest.raises(CommandError, match=words) as refused:
        command(unit, "--rule", "stock", *arguments)

    assert refused.value.returncode == code
