"""Which hamlet of the commune's list is meant by a name as an officer writes it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class HamletName:
    """A hamlet of the commune's list; `label` is the word before its name ("xóm")."""

    pk: int
    name: str
    label: str
