"""A commune's own library: what it keeps for later plans, and what an entry is called."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class LibraryKind(StrEnum):
    """What a library holds."""

    TEXT = "text"
    BASIS = "basis"
    ACTOR = "actor"
    RECIPIENT = "recipient"


LIBRARY_KIND_LABELS = {
    LibraryKind.TEXT: "đoạn văn",
    LibraryKind.BASIS: "căn cứ",
    LibraryKind.ACTOR: "đơn vị và nhiệm vụ",
    LibraryKind.RECIPIENT: "nơi nhận",
}


def entry_name(kind: LibraryKind, fields: Mapping[str, Any]) -> str:
    """What an entry is called and known again by: a basis by its number, an actor whatever its tasks."""
    match kind:
        case LibraryKind.TEXT:
            return str(fields["heading"])
        case LibraryKind.ACTOR:
            return str(fields["actor"])
        case LibraryKind.RECIPIENT:
            return f"{fields['name']} {fields['mark']}".strip()
    number = f"số {fields['number']}" if fields["number"] else fields["subject"]
    return f"{fields['kind']} {number}".strip()
