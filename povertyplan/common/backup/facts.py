"""What a database and its copy must agree on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet

from povertyplan.common.audit import chain_rows, first_broken
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent, AuditHead

SCRATCH = "backup_scratch"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Rows by table, the last event of each audit chain by unit as (sequence, hash), migrations applied."""

    counts: dict[str, int]
    audit_heads: dict[str, tuple[int, str]]
    migrations: list[str]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The first line of a backup: what the rest is. `size` in bytes and `sha256` are those of the copy."""

    made_at: str
    program: str
    database: str
    facts: Facts
    size: int
    sha256: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Manifest:
        facts = data["facts"]
        heads = {unit: (sequence, digest) for unit, (sequence, digest) in facts["audit_heads"].items()}
        return cls(**{**data, "facts": Facts(**{**facts, "audit_heads": heads})})


@contextmanager
def scratch_database(name: str | Path, **options: Any) -> Iterator[str]:
    """The alias of another database of the same kind; `options` replace those of the connection."""
    scratch = connections[SCRATCH] = connection.copy(alias=SCRATCH)
    scratch.settings_dict["NAME"] = str(name)
    scratch.settings_dict["OPTIONS"].update(options)
    try:
        yield SCRATCH
    finally:
        scratch.close()
        del connections[SCRATCH]


def facts_of(alias: str) -> Facts:
    """The facts of a database; of one moment where the caller holds a snapshot."""
    database = connections[alias]
    with database.cursor() as cursor:
        counts = {}
        for table in sorted(database.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {database.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return Facts(
        counts=counts,
        audit_heads={
            head.unit_code: (head.sequence, head.hash)
            for head in (_heads(alias).order_by("unit_code") if AuditHead._meta.db_table in counts else ())
        },
        migrations=sorted(".".join(key) for key in MigrationRecorder(database).applied_migrations()),
    )


def broken_chains(alias: str, facts: Facts) -> list[str]:
    """The units ('' is the system) whose audit chain does not hold up to its head."""
    if not facts.counts.get(AuditEvent._meta.db_table):
        return [unit for unit, (sequence, _) in facts.audit_heads.items() if sequence]
    events = AuditEvent.objects.using(alias)
    units = {*facts.audit_heads, *events.order_by().values_list("unit_code", flat=True).distinct()}
    return [
        unit
        for unit in sorted(units)
        if first_broken(
            chain_rows(events.filter(unit_code=unit)),
            _heads(alias).filter(unit_code=unit).first() or AuditHead(unit_code=unit),
        )
    ]


def _heads(alias: str) -> QuerySet[AuditHead]:
    return AuditHead.objects.using(alias).only("unit_code", "sequence", "hash")


def facts_compare(found: Facts, expected: Facts) -> None:
    """Raise DomainError where a copy is not what its manifest says."""
    if found == expected:
        return
    tables = sorted({*found.counts, *expected.counts})
    different = [table for table in tables if found.counts.get(table) != expected.counts.get(table)]
    what = f"số dòng của {', '.join(different)}" if different else "nhật ký hoặc phiên bản dữ liệu"
    raise DomainError(f"Bản sao không khớp với bản kê: {what}.")
