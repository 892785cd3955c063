"""An officer's desk with a grid on it, and what its page says and sends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from households.models import AdministrativeUnit, Hamlet, HamletFigures
from plans.models import DeclaredFigure, HamletTarget, Plan
from plans.queries import year_figures
from plans.rules import Line
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.factories import YEAR

INPUT = re.compile(
    r'<input name="([^"]+)" value="([^"]*)"|<input data-declared name="([^"]+)" value="([^"]*)"'
)
SHOWN = re.compile(r'<input type="hidden" name="(s-[^"]+)" value="([^"]*)"')
LOOK_AGAIN = "Chưa lưu: có ô cần xem lại."
NOT_A_COUNT = "Chỉ nhập số nguyên không âm, ví dụ 12 hoặc 1.234; để trống nếu không có."


@dataclass
class Desk:
    """An officer before the grid of a commune with three hamlets, the first of them counted."""

    unit: AdministrativeUnit
    hamlets: list[Hamlet]
    officer: User
    client: Client

    @property
    def url(self) -> str:
        return reverse("plans:grid", args=[self.unit.pk, YEAR])

    def page(self) -> str:
        """The page as it stands."""
        response = self.client.get(self.url)
        assert response.status_code == 200
        return str(response.text)

    def fields(self) -> dict[str, str]:
        """What the browser would send back unchanged."""
        return sent_back(self.page())

    def post(self, changes: dict[str, str], *, shown: dict[str, str] | None = None) -> Any:
        """Type `changes` into the page `shown` (by default one just opened) and save."""
        return self.client.post(self.url, (self.fields() if shown is None else shown) | changes)

    def cell(self, number: int, column: str) -> str:
        """The input's name of a hamlet's column."""
        return f"c-{self.hamlets[number].pk}-{column}"

    def line(self, number: int) -> Line:
        figures = year_figures(unit=self.unit, year=YEAR)
        return next(row.line for row in figures.rows if row.hamlet_id == self.hamlets[number].pk)

    def state(self) -> tuple[object, ...]:
        return (
            list(HamletFigures.objects.order_by("pk").values()),
            list(HamletTarget.objects.order_by("pk").values()),
            list(DeclaredFigure.objects.order_by("pk").values()),
            list(Plan.objects.order_by("pk").values()),
            AuditEvent.objects.exclude(action="refused").count(),
        )


def inputs(page: str) -> dict[str, str]:
    """Inputs of the table by name."""
    found = {}
    for name, value, declared, declared_value in INPUT.findall(page):
        found[name or declared] = unescape(value or declared_value)
    return found


def seen(page: str) -> str:
    match = re.search(r'name="seen" value="([^"]*)"', page)
    assert match
    return unescape(match[1])


def sent_back(page: str) -> dict[str, str]:
    """Every field as the browser would post it."""
    shown = {name: unescape(value) for name, value in SHOWN.findall(page)}
    return inputs(page) | shown | {"seen": seen(page)}


def notes(page: str) -> dict[str, str]:
    """The sentence at each row, by the row's name."""
    rows = re.findall(r'<tr data-name="([^"]*)">.*?data-note>([^<]*)</p>', page, flags=re.DOTALL)
    return {unescape(name): unescape(note) for name, note in rows}


def messages_of(response: HttpResponse) -> list[str]:
    """The sentences on top of the page."""
    return [unescape(text) for text in re.findall(r'<p class="notice notice-\w+">([^<]*)</p>', response.text)]


def refused(page: str) -> set[str]:
    """The names of the inputs that are marked."""
    return set(re.findall(r'<input (?:data-declared )?name="([^"]+)"[^>]*aria-invalid="true"', page))


def declared(plan: Plan) -> dict[str, Decimal]:
    return dict(plan.declared_figures.values_list("column", "value"))
