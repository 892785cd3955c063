"""Addresses of the register, what its pages say, and what its forms send."""

from __future__ import annotations

import re
from typing import Any

from django.forms.formsets import BaseFormSet
from django.test import Client
from django.urls import reverse

from households.models import Household, Member
from povertyplan.common.models import AuditEvent

NUMBER, OTHER_NUMBER = "001204000111", "001204000222"
DAY = "01/03/2026"


def url(name: str, *args: Any) -> str:
    return reverse(f"households:{name}", args=args)


def list_of(household: Household) -> str:
    return url("household_list", household.unit_id)


def wife(household: Household) -> Member:
    return household.members.get(name="Hà Thị Ô")


def names(text: str) -> list[str]:
    """The heads in the table, in their order."""
    return re.findall(r'<th scope="row"><a href="/ho/\d+/">(.+?)</a>', text)


def found(client: Client, household: Household, **typed: str) -> list[str]:
    return names(client.post(list_of(household), {"text": "", **typed}, follow=True).text)


def events(action: str) -> list[dict[str, Any]]:
    return list(
        AuditEvent.objects.filter(action=action).order_by("sequence").values_list("details", flat=True)
    )


def rows_sent(rows: BaseFormSet[Any], *changes: dict[str, str]) -> dict[str, str]:
    """What the page would send for the members, with changes by row."""
    sent = {field.html_name: str(field.value() or "") for form in rows for field in form}
    sent |= {field.html_name: str(field.value()) for field in rows.management_form}
    for number, change in enumerate(changes):
        sent |= {f"members-{number}-{name}": value for name, value in change.items()}
    return sent


def post(client: Client, event: str, household: Household, **sent: Any) -> Any:
    return client.post(url(event, household.pk), {"date": DAY, **sent}, follow=True)
