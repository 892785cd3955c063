"""Pages of people: what their tests read and build."""

from __future__ import annotations

import re

from povertyplan.accounts.models import User

PEOPLE = "/nguoi-dung/"


NEW = "/nguoi-dung/moi/"


GIVEN = {"username": "moi.den", "full_name": "Lý Thị  Mới", "position": "Cán bộ", "role": "officer"}


HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


PASSWORDS = re.compile(r"[a-z]{3}(?:-[a-z]{3}){5}")


def page_of(person: User) -> str:
    return f"/nguoi-dung/{person.pk}/"
