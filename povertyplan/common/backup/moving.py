"""Moving an office from SQLite to PostgreSQL: every row as it is, or nothing.

One transaction of PostgreSQL makes the tables, takes the rows in and is kept only when both sides agree: the
rows of every table by number and hash, the audit chains, the foreign keys. The SQLite file is only read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler

from povertyplan.common.backup import sqlite
from povertyplan.common.backup.actions import is_empty
from povertyplan.common.backup.facts import broken_chains, facts_compare, facts_of
from povertyplan.common.errors import DomainError
from povertyplan.settings import database

Model = type[models.Model]
TARGET = "moving_target"
BATCH = 100
BATCH_OF_FILES = 10  # a print or a photo may be a megabyte
NO_LIMITS = "-c statement_timeout=0 -c lock_timeout=5s -c idle_in_transaction_session_timeout=0"


@dataclass(frozen=True, kw_only=True)
class TableRows:
    """What a table holds: `digest` is the same for the same rows in either database, in any order."""

    table: str
    count: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Move:
    """What was moved; `broken_chains` are the units whose audit log did not hold before either."""

    tables: list[TableRows]
    broken_chains: list[str]


def office_move(url: str) -> Move:
    """Copy the SQLite database that the program uses into the empty PostgreSQL database at `url`.

    DomainError with a sentence, and PostgreSQL as it was, where either is not what it should be, somebody has
    the SQLite file open or the copy differs.
    """
    if connection.vendor != "sqlite":
        raise DomainError(
            "Chương trình đang dùng PostgreSQL: chạy lệnh này với DATABASE_URL của cơ sở dữ liệu SQLite cũ."
        )
    if is_empty():  # another data folder than the office's
        raise DomainError(
            "Cơ sở dữ liệu SQLite này chưa có người dùng nào, không có gì để chuyển:"
            " kiểm tra POVERTYPLAN_DATA và DATABASE_URL có đúng như khi chạy chương trình không."
        )
    with _target(url), sqlite.alone():
        _require_intact()
        with transaction.atomic(using=TARGET):
            call_command("migrate", database=TARGET, interactive=False, verbosity=0)
            move = _fill()
        with connections[TARGET].cursor() as cursor:
            cursor.execute("ANALYZE")
    return move


@contextmanager
def _target(url: str) -> Iterator[None]:
    """The database at the address as TARGET, without the limits of web requests; it must have no table."""
    try:
        described = database(url, settings.DATA)
    except ImproperlyConfigured as error:
        raise DomainError(f"Địa chỉ sau --to chưa đúng: {error}") from error
    if not described["ENGINE"].endswith("postgresql"):
        raise DomainError("Địa chỉ sau --to phải có dạng postgresql://tài-khoản@máy-chủ:5432/tên.")
    described["OPTIONS"]["options"] = NO_LIMITS
    target = connections[TARGET] = ConnectionHandler({DEFAULT_DB_ALIAS: {}, TARGET: described})[TARGET]
    try:
        try:
            tables = target.introspection.table_names()
        except DatabaseError as error:
            why = str(error).splitlines()[0]
            raise DomainError(f"Không kết nối được PostgreSQL: {why}") from error
        if tables:
            raise DomainError(
                f"Cơ sở dữ liệu PostgreSQL này không trống (có bảng {tables[0]}): tạo một cơ sở dữ liệu mới."
            )
        yield
    finally:
        target.close()
        del connections[TARGET]


def _require_intact() -> None:
    try:
        intact = sqlite.is_intact(DEFAULT_DB_ALIAS)
    except DatabaseError:
        intact = False
    if not intact:
        raise DomainError(
            "Tệp SQLite đã hỏng (integrity_check, foreign_key_check): khôi phục từ bản sao lưu rồi chạy lại."
        )


def _fill() -> Move:
    """Bring every row into the tables that were just made, and prove it."""
    facts, made = facts_of(DEFAULT_DB_ALIAS), facts_of(TARGET)
    if (facts.migrations, [*facts.counts]) != (made.migrations, [*made.counts]):
        raise DomainError(
            "Cơ sở dữ liệu SQLite không cùng phiên bản với chương trình:"
            " chạy scripts/manage migrate rồi chạy lại."
        )
    moved = sorted(_models(), key=lambda model: model._meta.db_table)
    target = connections[TARGET]
    with target.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # migrations set some of them to immediate
        for table in (table for table, count in made.counts.items() if count):  # what migrating wrote
            cursor.execute(f"DELETE FROM {target.ops.quote_name(table)}")
    for model in moved:
        _copy(model)
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), moved):
            cursor.execute(statement)
    try:
        target.check_constraints()  # only here, so that the order of tables does not matter
    except DatabaseError as error:
        raise DomainError("Bản sao có dòng trỏ tới dòng không có: không chuyển gì.") from error
    facts_compare(facts_of(TARGET), facts)
    broken = broken_chains(DEFAULT_DB_ALIAS, facts)
    tables = [_compared(model) for model in moved]
    if broken_chains(TARGET, facts) != broken:
        raise DomainError("Nhật ký trong bản sao không còn nguyên vẹn: không chuyển gì.")
    return Move(tables=tables, broken_chains=broken)


def _models() -> list[Model]:
    """Everything that has a table, the list of applied migrations too."""
    ours = apps.get_models(include_auto_created=True)
    stored = [model for model in ours if model._meta.managed and not model._meta.proxy]
    return [*stored, MigrationRecorder.Migration]


def _rows(model: Model, alias: str) -> Generator[tuple[Any, ...]]:
    """The rows as Python's values of the columns, by key, a batch in memory at a time."""
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    yield from rows.iterator(chunk_size=_batch_size(model))


def _batch_size(model: Model) -> int:
    has_files = any(isinstance(field, models.BinaryField) for field in model._meta.local_concrete_fields)
    return BATCH_OF_FILES if has_files else BATCH


def _copy(model: Model) -> None:
    """Insert a table's rows as they are: saving them would set anew what is stamped at each save."""
    target, fields, size = connections[TARGET], model._meta.local_concrete_fields, _batch_size(model)
    quote = target.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "
    marks = f"({', '.join(['%s'] * len(fields))})"
    done = 0
    with closing(_rows(model, DEFAULT_DB_ALIAS)) as rows, target.cursor() as cursor:
        while batch := list(islice(rows, size)):
            values = [
                field.get_db_prep_save(value, connection=target)
                for row in batch
                for field, value in zip(fields, row, strict=True)
            ]
            try:
                cursor.execute(insert + ", ".join([marks] * len(batch)), values)
            except (DatabaseError, ValueError) as error:  # too long, out of range, a NUL: SQLite let it in
                raise DomainError(
                    f"PostgreSQL không nhận dòng trong bảng {model._meta.db_table}, từ dòng {done + 1} đến"
                    f" {done + len(batch)} theo khóa: báo người quản trị. Không chuyển gì."
                ) from error
            done += len(batch)


def _compared(model: Model) -> TableRows:
    before, after = _table_rows(model, DEFAULT_DB_ALIAS), _table_rows(model, TARGET)
    if before != after:
        raise DomainError(f"Bảng {before.table} trong bản sao khác bản gốc: không chuyển gì.")
    return after


def _table_rows(model: Model, alias: str) -> TableRows:
    """The number of rows and the sum of their hashes, which does not depend on how a database sorts."""
    is_json = [isinstance(field, models.JSONField) for field in model._meta.local_concrete_fields]
    count = total = 0
    for row in _rows(model, alias):
        plain = [_json(value) if json_ else value for json_, value in zip(is_json, row, strict=True)]
        digest = hashlib.sha256(json.dumps(plain, default=_plain).encode()).digest()
        count, total = count + 1, total + int.from_bytes(digest)
    return TableRows(table=model._meta.db_table, count=count, digest=f"{total % 2**256:064x}")


def _json(value: Any) -> str:
    """JSON in one spelling: jsonb sorts keys and writes 1e16 as a whole number."""
    numbers = json.loads(json.dumps(value), parse_int=_number, parse_float=_number)
    return json.dumps(numbers, sort_keys=True)


def _number(text: str) -> dict[str, str]:
    return {"number": f"{Decimal(text):f}"}


def _plain(value: Any) -> str:
    match value:
        case bytes() | memoryview():
            return hashlib.sha256(value).hexdigest()
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case _:
            return str(value)
