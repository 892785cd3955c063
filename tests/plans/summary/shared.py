"""What the leader sees on the summary of a plan, and what he sends."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from plans.actions import declared_save
from plans.models import Plan, PlanSection
from povertyplan.accounts.models import User


def declare(plan: Plan, value: int, column: str = "households") -> None:
    declared_save(plan=plan, figures={(None, column): Decimal(value)}, by=None)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(user: User, plan: Plan, name: str = "plans:plan_summary") -> str:
    response = client_of(user).get(reverse(name, args=[plan.slug]))
    assert response.status_code == 200
    return unescape(response.text)


def section(text: str, name: str) -> str:
    """A section of the summary in words, without markup."""
    match = re.search(rf'aria-labelledby="summary-{name}">(.*?)</section>', text, flags=re.DOTALL)
    assert match
    return " ".join(re.sub(r"<[^>]+>", " ", match[1]).split())


def picks(text: str) -> list[str]:
    """The fingerprints that may be ticked."""
    return re.findall(r'type="checkbox" name="finding" value="(\w{64})"', text)


def seen_hash(text: str) -> str:
    match = re.search(r'name="seen_hash" value="(\w{64})"', text)
    assert match
    return match[1]


def post(user: User, name: str, plan: Plan, **data: Any) -> Any:
    return client_of(user).post(reverse(name, args=[plan.slug]), data)


def acknowledge(user: User, plan: Plan, number: int = 1, reason: str = "Theo số huyện giao.") -> Any:
    """The form as the page gives it, with its first boxes ticked."""
    text = shown(user, plan, "plans:plan")
    chosen = picks(text)[:number]
    return post(
        user, "plans:finding_acknowledge", plan, seen_hash=seen_hash(text), finding=chosen, reason=reason
    )


def rewrite(body: str) -> None:
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body=body)
