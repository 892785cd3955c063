"""The pages of support: who sees what, what is refused, photos, the list for the public and its command."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from assignments.models import SupportItem
from households.models import Household, Member
from povertyplan.accounts.models import User
from tests.assignments.factories import (
    SupportItemFactory,
)
from tests.factories import (
    YEAR,
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    officer_of,
)

DAY = dt.date(YEAR, 6, 10)


NUMBER = "001080123456"


@pytest.fixture
def household() -> Household:
    hamlet = HamletFactory.create(name="Bản Luông")
    found = HouseholdFactory.create(hamlet=hamlet, head_name="Lò Văn Kín", address="Số 3", phone="0912345678")
    Member.objects.filter(pk=found.head_id).update(personal_number=NUMBER, illness="Bệnh hiểm nghèo")
    MemberFactory.create(household=found, name="Lò Thị Bí Mật", disability=True)
    return found


@pytest.fixture
def item(household: Household) -> SupportItem:
    return SupportItemFactory.create(household=household)


@pytest.fixture
def officer(household: Household, client: Client) -> Client:
    return signed_in(officer_of(household.unit), client)


def signed_in(user: User, client: Client) -> Client:
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"assignments:{name}", args=args)


def typed(**changes: str) -> dict[str, str]:
    usual = {
        "content": "livelihood",
        "what": "Một con bò giống",
        "value": "18.000.000",
        "source": "enterprise",
        "source_name": "Công ty Mẫu",
        "agency": "",
        "due_date": "",
        "date": "05/01/2026",
    }
    return usual | changes


def jpeg() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "JPEG")
    return made.getvalue()


def upload(content: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")
