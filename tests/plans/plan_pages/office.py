"""An office with its two people, and what they read on the pages of a plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from households.models import AdministrativeUnit
from plans.models import Plan
from povertyplan.accounts.models import User
from tests.factories import YEAR, HamletFactory, HamletFiguresFactory, counted_hamlets


@dataclass
class Office:
    """A commune with its officer and its leader."""

    unit: AdministrativeUnit
    officer: User
    leader: User

    def client(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def year(self, user: User) -> str:
        return page(self.client(user), "plans:year", self.unit.pk, YEAR)

    def plan(self, plan: Plan, user: User) -> str:
        return page(self.client(user), "plans:plan", plan.slug)

    def post(self, name: str, plan: Plan, user: User, **data: str) -> Any:
        return self.client(user).post(reverse(name, args=[plan.slug]), data)


def page(client: Client, name: str, *args: Any) -> str:
    """The page of an address, which must be there."""
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return str(response.text)


def article(text: str) -> str:
    """The document within the page."""
    match = re.search(r"<article class=\"document\".*?</article>", text, flags=re.DOTALL)
    assert match
    return match[0]


def notices(response: HttpResponse) -> list[str]:
    return [unescape(text) for text in re.findall(r'<p class="notice notice-\w+">([^<]*)</p>', response.text)]


def shown_hash(text: str) -> str:
    match = re.search(r'name="seen_hash" value="(\w{64})"', text)
    assert match
    return match[1]


def without_hamlets(unit: AdministrativeUnit) -> None:
    """A commune just opened."""


def without_figures(unit: AdministrativeUnit) -> None:
    HamletFiguresFactory.create(hamlet=HamletFactory.create(unit=unit))
    HamletFactory.create_batch(2, unit=unit)


def without_plan(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
