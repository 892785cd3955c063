"""Entries of the library, and the pages that take and give them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.urls import reverse

from plans.actions import library_entry_add, parts_save
from plans.forms.lists import PARTS
from plans.models import Duty, LegalBasis, LibraryEntry, Plan, Recipient
from plans.rules import LibraryKind
from tests.factories import YEAR

BASIS: dict[str, Any] = {
    "lead": "Căn cứ",
    "kind": "Nghị định",
    "number": "30/2020/NĐ-CP",
    "date": dt.date(2020, 3, 5),
}
BASIS |= {"body": "Chính phủ", "subject": "về công tác văn thư"}
ACTOR: dict[str, Any] = {"actor": "Trạm Y tế", "kind": "office", "text": "Khám cho hộ nghèo.\nCấp thuốc."}
ACTOR |= {"report_period": "monthly", "report_due": "trước ngày 25", "report_to": ""}
RECIPIENT: dict[str, Any] = {"name": "Thường trực Đảng ủy", "mark": "b/c"}
ROWS: dict[str, tuple[LibraryKind, Any, dict[str, Any]]] = {
    "bases": (LibraryKind.BASIS, LegalBasis, BASIS),
    "duties": (LibraryKind.ACTOR, Duty, ACTOR),
    "recipients": (LibraryKind.RECIPIENT, Recipient, RECIPIENT),
}


def kept(plan: Plan, kind: LibraryKind = LibraryKind.RECIPIENT, **fields: Any) -> LibraryEntry:
    given = {kind: fields for kind, _, fields in ROWS.values()}[kind] | fields
    return library_entry_add(unit=plan.unit, kind=kind, fields=given, by=None)


def filled(plan: Plan, key: str, rows: list[dict[str, Any]]) -> None:
    plan.refresh_from_db()
    parts_save(plan=plan, model=PARTS[key].model, rows=rows, version=plan.version, by=None)


def page_of(name: str, plan: Plan, *more: Any) -> str:
    return reverse(f"plans:{name}", args=[plan.unit_id, YEAR, *more])


def form_of(text: str) -> dict[str, str]:
    """What a browser would send of the page's main form, unticked boxes aside."""
    form = text[text.index('id="writing"') : text.index('<div class="foot-bar">')]
    given = {
        name: value
        for name, value in re.findall(r'<input type="(?:text|hidden)" name="([^"]+)" value="([^"]*)"', form)
        if name != "base"
    }
    given |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, flags=re.DOTALL):
        given[name] = re.findall(r'<option value="([^"]*)" selected', options)[0]
    return given
