"""Files that appear whole or not at all, and the one place where a backup is worked on."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from povertyplan.common.errors import DomainError


def part_of(path: Path) -> Path:
    """The file that is written until it may have its name."""
    return path.with_name(f".{path.name}.part")


@contextmanager
def durable(path: Path) -> Iterator[BinaryIO]:
    """A file to write, closed to others; under its name, and on the disk, only when the block has ended."""
    part = part_of(path)
    flags = os.O_CREAT | os.O_TRUNC | os.O_RDWR | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(part, flags, 0o600), "w+b") as file:
            yield file
            sync(file)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # network shares cannot
            raise
    finally:
        os.close(folder)


def sync(file: BinaryIO) -> None:
    """Bring what was written to the disk, and let the next read come from there."""
    file.flush()
    os.fsync(file.fileno())
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def workplace() -> Iterator[Path]:
    """An empty folder in the data folder for one backup or restore at a time, gone afterwards.

    What a killed run left there is gone too.
    """
    data = Path(settings.DATA)
    with (data / ".backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DomainError(
                "Đang có một lần sao lưu hoặc khôi phục khác: chờ xong rồi chạy lại."
            ) from error
        folder = data / ".backup"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Errors of the file system as sentences; `folder` is where the reader may mend them."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            sentence = (
                f"Hết chỗ trên ổ đĩa khi ghi vào {folder}: dọn bớt tệp cũ hoặc chọn ổ khác, rồi chạy lại."
            )
        elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            sentence = f"Không có quyền đọc hoặc ghi {error.filename or folder}."
        elif error.errno in {errno.ENOENT, errno.ENOTDIR, errno.EISDIR}:
            sentence = f"Không có {error.filename or folder}: kiểm tra đường dẫn."
        else:
            sentence = f"Ổ đĩa báo lỗi ở {folder}: {error.strerror}."
        raise DomainError(sentence) from error
