"""Signing a plan and looking at it signed in."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.utils import timezone

from plans.actions import plan_sign
from plans.models import Plan
from tests.factories import clerk_of

PRINT = b"%PDF-1.7 ban hanh\n%%EOF"


def sign(plan: Plan, number: int = 12, date: dt.date | None = None) -> Plan:
    return plan_sign(plan=plan, number=number, date=date or timezone.localdate(), by=clerk_of(plan.unit))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
