"""A document as JSON and back, exactly: what an issued document keeps.

Every value says what it is ("$") and no field is left out: a later default changes nothing that was issued.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from povertyplan.documents import blocks
from povertyplan.documents.blocks import Document

Json = dict[str, Any]
TYPE = "$"
VERSION = 1

_CLASSES: dict[str, Any] = {
    name: each
    for name, each in vars(blocks).items()
    if isinstance(each, type) and each.__module__ == blocks.__name__
}


def to_json(document: Document) -> Json:
    """The document in JSON's own types."""
    return {"version": VERSION, "document": _encode(document)}


def from_json(data: Json) -> Document:
    """The document that `to_json` was given. Raises ValueError for anything else."""
    if data.get("version") != VERSION or not isinstance(document := _decode(data.get("document")), Document):
        raise ValueError("not a frozen document of a known version")
    return document


def blocks_json(blocks: tuple[Any, ...]) -> list[Any]:
    """Blocks, appendices or figures in JSON's own types."""
    encoded: list[Any] = _encode(blocks)
    return encoded


def blocks_from_json(data: list[Any]) -> tuple[Any, ...]:
    """What `blocks_json` was given. Raises ValueError for anything else."""
    decoded: tuple[Any, ...] = _decode(data)
    return decoded


def _encode(value: object) -> Any:
    match value:
        case StrEnum():
            return {TYPE: type(value).__name__, "value": value.value}
        case Decimal():
            return {TYPE: "Decimal", "value": str(value)}
        case None | bool() | int() | str():
            return value
        case tuple():
            return [_encode(each) for each in value]
        case Mapping():
            return {TYPE: "Mapping", "value": dict(value)}
        case _ if is_dataclass(value):
            return {TYPE: type(value).__name__} | {
                field.name: _encode(getattr(value, field.name)) for field in fields(value)
            }
    raise TypeError(f"{type(value).__name__} cannot be frozen")


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_decode, value))
    if not isinstance(value, dict):
        return value
    match value.get(TYPE):
        case "Decimal":
            return Decimal(value["value"])
        case "Mapping":
            return dict(value["value"])
        case name if name in _CLASSES:
            rest = {key: _decode(each) for key, each in value.items() if key != TYPE}
            kind = _CLASSES[name]
            return kind(rest["value"]) if issubclass(kind, StrEnum) else kind(**rest)
    raise ValueError(f"unknown type {value.get(TYPE)!r} in a frozen document")
