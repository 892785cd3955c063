"""A recognised plan between two requests: as text that the browser keeps and cannot change unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core import signing

from plans.rules import PlanContent, SectionContent, SectionContentText
from povertyplan.common.errors import DomainError

KEPT_FOR = dt.timedelta(hours=12)
_SALT = "plans.written"


def content_signed(content: PlanContent, *, owner: str) -> str:
    """The content as a signed text; only the same `owner` gets it back."""
    data = asdict(content)
    for basis in data["bases"]:
        if basis.get("date"):
            basis["date"] = basis["date"].isoformat()
    return signing.dumps(data, salt=f"{_SALT}.{owner}", compress=True)


def content_of(text: str, *, owner: str) -> PlanContent:
    """The content that was signed. Raises DomainError for another's, a changed or an old one."""
    try:
        data = signing.loads(text, salt=f"{_SALT}.{owner}", max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise DomainError("Bản xem trước đã cũ; chọn lại tệp để xem lại.") from error
    bases = [
        {**basis, "date": dt.date.fromisoformat(basis["date"]) if basis.get("date") else None}
        for basis in data["bases"]
    ]
    rows = {name: tuple(value) for name, value in data.items() if isinstance(value, list)}
    sections = tuple(map(_section, data["sections"]))
    return PlanContent(**data | rows | {"bases": tuple(bases), "sections": sections})


def _section(data: Mapping[str, Any]) -> SectionContentText:
    children = tuple(map(_section, data["children"]))
    return SectionContentText(**{**data, "content": SectionContent(data["content"]), "children": children})
