"""What may be opened at all: the kind of file, its archive and how large its parts really are.

Everything here runs in the web process, before anything reads XML: nothing is kept, sizes are counted while
inflating, and what the archive says about itself is held against what it holds.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zlib
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from povertyplan.documents.package.faults import Fault, PackageError

FOLDERS = ("xl/", "word/", "ppt/")
MAX_FILE = 10 << 20
MAX_PARTS = 200
MAX_PART = 60 << 20
MAX_INFLATED = 120 << 20
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
INPUT = 1 << 14  # deflate grows at most 1,032 times: 17 MB a step


@dataclass(frozen=True, kw_only=True)
class Office:
    """A kind of package: where its parts stand, and the streams of its predecessor of before 2007."""

    folder: str
    old_streams: tuple[str, ...]


def check_container(content: bytes, office: Office) -> None:
    """Nothing for an archive that may be such a package and is safe to inflate. Raises PackageError."""
    _check_kind(content, office)
    if len(content) > MAX_FILE:
        raise PackageError(Fault.TOO_LARGE)
    if content.count(b"PK\1\2") > 5 * MAX_PARTS:  # before thousands of entries are listed
        raise PackageError(Fault.BOMB)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            entries, end = archive.infolist(), archive.start_dir
        _check_entries(entries)
        _check_places(content, entries, end)
        _check_contents([entry.filename.lower() for entry in entries], office)
        _check_sizes(content, entries)
    except PackageError:
        raise
    except Exception as error:  # zipfile meets damage with half a dozen types
        raise PackageError(Fault.DAMAGED) from error


def _check_kind(content: bytes, office: Office) -> None:
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not content or content.isspace():
        raise PackageError(Fault.EMPTY)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise PackageError(_compound_kind(content, office))
    if start.startswith(b"%pdf-"):
        raise PackageError(Fault.PDF)
    if start.startswith((b"rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"pk\5\6")):
        raise PackageError(Fault.ARCHIVE)
    if start.startswith(b"<"):
        raise PackageError(Fault.WEB_PAGE)
    if not content.startswith(b"PK\3\4"):
        is_utf_16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
        raise PackageError(Fault.TEXT if is_utf_16 or not BINARY.search(start) else Fault.OTHER)


def _compound_kind(content: bytes, office: Office) -> Fault:
    """Old Office files and encrypted new ones share a container whose directory is in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Fault.PASSWORD
    old = any(f"{name}\0".encode("utf-16-le") in content for name in office.old_streams)
    return Fault.OLD if old else Fault.OTHER


def _check_entries(entries: list[ZipInfo]) -> None:
    if len(entries) > MAX_PARTS:
        raise PackageError(Fault.BOMB)
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) < len(names):
        raise PackageError(Fault.DAMAGED)
    for entry in entries:
        name = entry.filename
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if is_link or name.startswith("/") or re.search(r"\\|:|\0|(^|/)\.\.(/|$)", entry.orig_filename):
            raise PackageError(Fault.DAMAGED)
        if entry.flag_bits & 0x1:
            raise PackageError(Fault.PASSWORD)


def _check_places(content: bytes, entries: list[ZipInfo], end: int) -> None:
    """No two parts may share bytes: the smallest bombs are made so."""
    free = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < free:
            raise PackageError(Fault.BOMB)
        free = _start(content, entry) + entry.compress_size
    if free > end:
        raise PackageError(Fault.BOMB)


def _start(content: bytes, entry: ZipInfo) -> int:
    """Where the packed bytes begin, after the header that stands before them."""
    name, extra = struct.unpack_from("<HH", content, entry.header_offset + 26)
    return entry.header_offset + 30 + int(name) + int(extra)


def _check_contents(names: list[str], office: Office) -> None:
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise PackageError(Fault.MACROS)
    if "[content_types].xml" in names:
        if "xl/workbook.bin" in names:
            raise PackageError(Fault.BINARY)
        others = tuple(folder for folder in FOLDERS if folder != office.folder)
        if any(name.startswith(others) for name in names):
            raise PackageError(Fault.OTHER)
        return
    if "mimetype" in names:
        raise PackageError(Fault.OPEN_DOCUMENT)
    raise PackageError(Fault.ARCHIVE)


def _check_sizes(content: bytes, entries: list[ZipInfo]) -> None:
    left = MAX_INFLATED
    view = memoryview(content)
    for entry in entries:
        start = _start(content, entry)
        left -= _size(view[start : start + entry.compress_size], entry, min(MAX_PART, left))


def _size(packed: memoryview, entry: ZipInfo, allowed: int) -> int:
    """The bytes that the part really inflates to, which must be what its entry says."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size = checksum = 0
    for at in range(0, len(packed), INPUT):
        piece: bytes | memoryview = packed[at : at + INPUT]
        if entry.compress_type == ZIP_DEFLATED:
            piece = inflater.decompress(piece)
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if size > allowed:
            raise PackageError(Fault.BOMB)
    whole = entry.compress_type == ZIP_STORED or (inflater.eof and not inflater.unused_data)
    if not whole or (size, checksum) != (entry.file_size, entry.CRC):
        raise PackageError(Fault.DAMAGED)
    return size
