"""Making, verifying and restoring backups.

The content of a backup (`sealed` says how it is encrypted) is a line of JSON, the `Manifest`, and then the
copy of the database, compressed by zlib: SQLite's file, or PostgreSQL's dump in its custom format.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from povertyplan.common import append_only
from povertyplan.common.backup import postgresql, sqlite
from povertyplan.common.backup.facts import Facts, Manifest, broken_chains, facts_compare, facts_of
from povertyplan.common.backup.folders import durable, part_of, sync, told, workplace
from povertyplan.common.backup.key import key_path, passphrase
from povertyplan.common.backup.last import backup_noted
from povertyplan.common.backup.sealed import seal, unseal
from povertyplan.common.errors import DomainError
from povertyplan.common.readings import notes_drop

NAME = re.compile(r"povertyplan-\d{8}-\d{6}\.backup")
COPY = "copy"
BLOCK = 1 << 20
LEFT_SECONDS = 3600  # a part that nobody has written to for so long is a killed run's
BROKEN_CHAINS = (
    "Nhật ký trong bản này không còn nguyên vẹn, như trong chính cơ sở dữ liệu: báo người quản trị."
)


class Engine(Protocol):
    """What the modules `sqlite` and `postgresql` both do."""

    def copy_write(self, path: Path) -> Facts: ...
    def copy_open(self, path: Path) -> AbstractContextManager[str]: ...
    def copy_restore(self, path: Path) -> None: ...
    def alone(self) -> AbstractContextManager[None]: ...


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup that was restored to scratch and is what its manifest says.

    `broken_chains` are the units whose audit log does not hold, in the backup as in the database it is of.
    """

    path: Path
    manifest: Manifest
    broken_chains: list[str]
    removed: list[Path] = field(default_factory=list)

    def __str__(self) -> str:
        rows = sum(self.manifest.facts.counts.values())
        return (
            f"{self.path}, lúc {self.manifest.made_at}, {len(self.manifest.facts.counts)} bảng, {rows} dòng"
        )


def default_folder() -> Path:
    """Where backups go that are sent nowhere else."""
    return Path(settings.DATA) / "backups"


def backup_make(*, to: Path, keep: int | None = None) -> Backup:
    """Write a backup into the folder and prove it; then, with `keep`, remove our older ones beyond so many.

    Raises DomainError with a sentence, and leaves nothing behind, where any step fails.
    """
    if not settings.BACKUP_KEY and key_path().resolve().is_relative_to(to.resolve()):
        raise DomainError(
            f"Khóa sao lưu nằm trong {to}: chọn thư mục khác, khóa và bản sao lưu không để cùng chỗ."
        )
    with told(Path(settings.DATA)), workplace() as work:
        backup = _make(to, work)
        backup_noted()
        with told(to):
            return replace(backup, removed=_remove_older(backup.path, keep) if keep else [])


def backup_check(path: Path) -> Backup:
    """Prove a backup by restoring it to scratch; DomainError with a sentence where it is not good."""
    with told(Path(settings.DATA)), workplace() as work, told(path), path.open("rb") as file:
        return _prove(path, file, work)


def backup_restore(path: Path, *, force: bool = False) -> tuple[Backup, Backup | None]:
    """Put a backup in the place of the database's content; that backup, and one of what was there before.

    A database with people in it is replaced only with `force`. Nothing is migrated. Where any step fails:
    DomainError with a sentence, and the database is as it was.
    """
    with told(Path(settings.DATA)), workplace() as work:
        with told(path), path.open("rb") as file:
            backup = _prove(path, file, work)
        known = MigrationLoader(None).disk_migrations
        if newer := sorted({*backup.manifest.facts.migrations} - {".".join(key) for key in known}):
            raise DomainError(
                f"Bản sao lưu là của phiên bản chương trình mới hơn (có {newer[0]}):"
                " cập nhật chương trình rồi chạy lại."
            )
        before = None
        with _engine().alone():
            if not is_empty():
                if not force:
                    raise DomainError(
                        "Cơ sở dữ liệu này đã có người dùng. Thêm --force nếu muốn thay toàn bộ dữ liệu"
                        " bằng bản sao lưu; dữ liệu hiện có được sao lưu trước."
                    )
                (aside := work / "before").mkdir()
                before = _make(default_folder(), aside)
            _engine().copy_restore(work / COPY)
            append_only.install()
            notes_drop()
    return backup, before


def _engine() -> Engine:
    return postgresql if connection.vendor == "postgresql" else sqlite


def _make(to: Path, work: Path) -> Backup:
    secret = passphrase()
    if is_empty():  # a timetable without this installation's variables would go on keeping nothing
        raise DomainError(
            "Cơ sở dữ liệu này chưa có người dùng nào, không có gì để sao lưu:"
            " kiểm tra POVERTYPLAN_DATA và DATABASE_URL có đúng như khi chạy chương trình không."
        )
    if to == default_folder():
        to.mkdir(mode=0o700, exist_ok=True)
    if not to.is_dir():  # before the work, and never made: a USB disk that is not there
        raise DomainError(f"Không có thư mục {to}: kiểm tra đường dẫn, ổ USB đã cắm chưa.")
    _sweep(to)
    path, made_at = _free_path(to), timezone.localtime()
    copy = work / COPY
    facts = _engine().copy_write(copy)
    with copy.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    manifest = Manifest(
        made_at=made_at.isoformat(timespec="seconds"),
        program=tomllib.loads((settings.BASE / "pyproject.toml").read_text())["project"]["version"],
        database=connection.vendor,
        facts=facts,
        size=copy.stat().st_size,
        sha256=digest.hexdigest(),
    )
    with told(to), durable(path) as file:
        for piece in seal(_content(manifest, copy), passphrase=secret):
            file.write(piece)
        sync(file)
        copy.unlink()
        file.seek(0)
        return _prove(path, file, work)


def _content(manifest: Manifest, copy: Path) -> Iterator[bytes]:
    yield json.dumps(manifest.to_json(), ensure_ascii=False).encode() + b"\n"
    deflate = zlib.compressobj()
    with copy.open("rb") as file:
        while block := file.read(BLOCK):
            yield deflate.compress(block)
    yield deflate.flush()


def _prove(path: Path, file: BinaryIO, work: Path) -> Backup:
    """Restore a backup to scratch and hold it against its manifest; the copy is left in the folder."""
    copy = work / COPY
    manifest = _unpack(file, copy)
    with _engine().copy_open(copy) as alias:
        facts_compare(facts_of(alias), manifest.facts)
        broken = broken_chains(alias, manifest.facts)
    return Backup(path=path, manifest=manifest, broken_chains=broken)


def _unpack(file: BinaryIO, copy: Path) -> Manifest:
    pieces = unseal(file, passphrase=passphrase())
    start = b""
    for piece in pieces:
        start += piece
        if b"\n" in start:
            break
    line, _, rest = start.partition(b"\n")
    try:
        manifest = Manifest.from_json(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DomainError("Không đọc được bản kê: bản sao lưu là của phiên bản chương trình khác.") from error
    if manifest.database != connection.vendor:
        raise DomainError(
            f"Bản sao lưu là của {manifest.database}, chương trình đang dùng {connection.vendor}:"
            " đặt DATABASE_URL đúng loại rồi chạy lại."
        )
    digest, inflate = hashlib.sha256(), zlib.decompressobj()
    with told(copy.parent), copy.open("wb") as out:
        for piece in chain([rest], pieces):
            block = inflate.decompress(piece)
            digest.update(block)
            out.write(block)
    if not inflate.eof or digest.hexdigest() != manifest.sha256:
        raise DomainError("Dữ liệu trong bản sao lưu không khớp với bản kê.")
    return manifest


def _free_path(folder: Path) -> Path:
    """A name of this second that nobody has, a killed run neither; by the clock of the commune, no personal
    data.
    """
    while True:
        path = folder / f"povertyplan-{timezone.localtime():%Y%m%d-%H%M%S}.backup"
        if not (path.exists() or part_of(path).exists()):
            return path
        time.sleep(0.1)


def _sweep(folder: Path) -> None:
    """Remove the parts that killed runs left."""
    for part in folder.glob(".povertyplan-*.backup.part"):
        if time.time() - part.stat().st_mtime > LEFT_SECONDS:
            part.unlink()


def _remove_older(newest: Path, keep: int) -> list[Path]:
    """Keep so many backups with the newest, of those that our key opens: a folder may be shared."""
    others = [path for path in newest.parent.iterdir() if NAME.fullmatch(path.name) and path != newest]
    ours = [path for path in sorted(others, reverse=True) if _is_ours(path)]
    for path in ours[keep - 1 :]:
        path.unlink()
    return ours[keep - 1 :]


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            next(unseal(file, passphrase=passphrase()))
    except DomainError:
        return False
    return True


def is_empty() -> bool:
    """Whether nobody has used this database: no table yet, or no user."""
    tables = connection.introspection.table_names()
    users = get_user_model()
    return not tables or (users._meta.db_table in tables and not users._default_manager.exists())
