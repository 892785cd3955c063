"""Who looks, where, and what an event tells him."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.factories import YEAR


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def log_url(unit) -> str:
    return reverse("households:log", args=[unit.pk])


def figures_url(unit, year=YEAR) -> str:
    return reverse("plans:figures_history", args=[unit.pk, year])


def plan_url(plan) -> str:
    return reverse("plans:plan_history", args=[plan.slug])


def text(user, url: str) -> str:
    """The words of a page, tags taken out."""
    response = signed_in(user).get(url)
    assert response.status_code == 200
    main = response.text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def told(event: AuditEvent) -> list[str]:
    """The changes of an event as short lines."""
    [line] = lines([event])
    return [
        f"{change.what}: {change.after}"
        if change.before is None
        else f"{change.what}: {change.before} → {change.after}"
        for change in line.changes
    ]


def last(action: str) -> AuditEvent:
    return AuditEvent.objects.filter(action=action).order_by("-pk")[0]


def kept(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))
