"""Enums of rules as choices of fields, so that each is written once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)


def labelled(enum: type[E], labels: Mapping[E, str]) -> list[tuple[str, str]]:
    """Choices (value, label) in the enum's order; every member must have a label."""
    return [(member.value, labels[member]) for member in enum]
