"""The lines of a file that somebody brings: Word or plain text."""

from __future__ import annotations

from povertyplan.common.errors import DomainError
from povertyplan.documents.docx.reader import MAX_LINES, TOO_LONG, read_docx
from povertyplan.documents.package import MAX_FILE

MAX_TEXT = 1 << 20
TOO_LARGE = "Tệp lớn hơn 10 MB. Hãy bỏ ảnh trong tệp rồi gửi lại."
_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_BINARY = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf", b"\x1f\x8b", b"Rar!")


def lines_of(file: bytes) -> list[str]:
    """The lines of a Word file (.docx) or of a text in UTF-8 or UTF-16. Raises DomainError in words."""
    if len(file) > MAX_FILE:
        raise DomainError(TOO_LARGE)
    if file.startswith(_BINARY) or not file.strip() or b"\0" in file[:4096].lstrip(b"\xff\xfe")[::2]:
        return read_docx(file)
    if len(file) > MAX_TEXT:
        raise DomainError("Tệp văn bản lớn hơn 1 MB, không phải một kế hoạch. Hãy chọn lại tệp.")
    try:
        lines = file.decode(_ENCODINGS.get(file[:2], _ENCODINGS.get(file[:3], "utf-8"))).splitlines()
    except UnicodeDecodeError as error:
        raise DomainError(
            "Tệp văn bản dùng bảng mã cũ (TCVN3, VNI). Hãy mở bằng Word, lưu kiểu .docx rồi gửi lại."
        ) from error
    if len(lines) > MAX_LINES:
        raise DomainError(TOO_LONG)
    return lines
