"""Keeping, changing and dropping what a commune's library holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from households.models import AdministrativeUnit
from plans.models import LibraryEntry
from plans.rules import LIBRARY_KIND_LABELS, LibraryKind
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError

MAX_ENTRIES = 500  # of a kind
ENTRY_GONE = "Mục này vừa bị người khác xóa khỏi thư viện."
ENTRY_STALE = "Người khác vừa sửa mục này trong thư viện; mở lại mục để xem, rồi sửa."
Fields = Mapping[str, Any]


@transaction.atomic
def library_entry_add(
    *, unit: AdministrativeUnit, kind: LibraryKind, fields: Fields, by: User | None
) -> LibraryEntry:
    """Keep a part of a plan under its own name. Raises DomainError when the name is taken."""
    AdministrativeUnit.objects.hold(unit.pk)
    if LibraryEntry.objects.in_unit(unit).of_kind(kind).count() >= MAX_ENTRIES:
        raise DomainError(
            f"Thư viện đã đủ {MAX_ENTRIES} mục loại {LIBRARY_KIND_LABELS[kind]}; xóa bớt mục không dùng."
        )
    entry = LibraryEntry(unit=unit, kind=kind)
    _write_entry(entry, fields)
    details = {"kind": kind, "from": {}, "to": entry.fields}
    record_event("library_entry_saved", target=entry, by=by, unit_code=unit.code, details=details)
    return entry


@transaction.atomic
def save_and_keep(
    save: Callable[[], object],
    *,
    unit: AdministrativeUnit,
    kind: LibraryKind,
    rows: Sequence[Fields],
    by: User | None,
) -> tuple[list[LibraryEntry], list[str]]:
    """Save a part of a plan and keep `rows` of it, in one commit: what is kept, and why others are not.

    A row that is refused leaves the part saved and the other rows kept; what `save` raises leaves nothing.
    """
    AdministrativeUnit.objects.hold(unit.pk)  # before the plan, as all who lock both
    save()
    kept, refusals = [], []
    for fields in rows:
        try:
            kept.append(library_entry_add(unit=unit, kind=kind, fields=fields, by=by))
        except DomainError as error:
            refusals.append(str(error))
        except ValidationError as error:
            refusals.append(" ".join(error.messages))
    return kept, refusals


@transaction.atomic
def library_entry_save(*, entry: LibraryEntry, fields: Fields, version: int, by: User | None) -> LibraryEntry:
    """Change an entry; plans that took it stay as they are. Raises DomainError when the name is taken."""
    AdministrativeUnit.objects.hold(entry.unit_id)
    locked = _current(entry, version)
    before = locked.fields
    locked.version += 1
    _write_entry(locked, fields)
    details = {"kind": locked.kind, "from": before, "to": locked.fields}
    record_event("library_entry_saved", target=locked, by=by, unit_code=locked.unit.code, details=details)
    return locked


@transaction.atomic
def library_entry_delete(*, entry: LibraryEntry, version: int, by: User | None) -> None:
    """Drop an entry; plans that took it stay as they are, and its words stay in the log."""
    AdministrativeUnit.objects.hold(entry.unit_id)
    locked = _current(entry, version)
    details = {"kind": locked.kind, "from": locked.fields, "to": {}}
    LibraryEntry.objects.filter(pk=locked.pk).delete()
    record_event("library_entry_deleted", target=locked, by=by, unit_code=locked.unit.code, details=details)


def _current(entry: LibraryEntry, version: int) -> LibraryEntry:
    """The entry as it stands, at the version that was shown."""
    current = LibraryEntry.objects.select_related("unit").filter(pk=entry.pk).first()
    if current is None:
        raise StaleError(ENTRY_GONE)
    if current.version != version:
        raise StaleError(ENTRY_STALE)
    return current


def _write_entry(entry: LibraryEntry, fields: Fields) -> None:
    entry.fill(fields)
    others = LibraryEntry.objects.filter(unit=entry.unit_id, kind=entry.kind, name_key=entry.name_key)
    if others.exclude(pk=entry.pk).exists():
        raise DomainError(f"Thư viện đã có “{entry.name}”: sửa mục đó trong thư viện, hoặc đặt tên khác.")
    entry.full_clean()
    entry.save()
