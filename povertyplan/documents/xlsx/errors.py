"""What an officer is told when a workbook cannot be read, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from povertyplan.common.errors import DomainError
from povertyplan.documents.package import Fault, PackageError


class WorkbookError(DomainError):
    """A file that is no workbook we read; the sentence says what is wrong and what to do."""


SAVE_AS = "Hãy mở tệp bằng Excel, chọn Lưu thành (Save As), kiểu Excel Workbook (.xlsx), rồi gửi lại."

EMPTY = "Tệp rỗng, không có nội dung. Hãy chọn lại tệp .xlsx có số liệu."
OTHER = "Đây không phải bảng tính Excel. Hãy chọn tệp .xlsx có số liệu."
PDF = "Đây là tệp PDF, không phải bảng tính. Hãy gửi tệp Excel (.xlsx) mà từ đó đã in ra PDF."
TEXT = f"Đây là tệp văn bản thường (csv, txt), không phải bảng tính. {SAVE_AS}"
WEB_PAGE = f"Tệp mang tên Excel nhưng bên trong là trang web (HTML, XML). {SAVE_AS}"
OLD_XLS = f"Đây là tệp Excel kiểu cũ (.xls). {SAVE_AS}"
XLSB = f"Đây là tệp Excel nhị phân (.xlsb). {SAVE_AS}"
ODS = f"Đây là bảng tính OpenDocument (.ods). {SAVE_AS}"
ARCHIVE = "Đây là tệp nén, không phải bảng tính. Hãy giải nén rồi gửi tệp .xlsx ở bên trong."
PASSWORD = (
    "Tệp được khóa bằng mật khẩu. Hãy mở bằng Excel, vào Tệp (File) > Thông tin (Info) > "
    "Bảo vệ sổ làm việc (Protect Workbook), xóa mật khẩu mở tệp, lưu rồi gửi lại."
)
MACROS = f"Tệp có chứa macro nên không được nhận. {SAVE_AS}"
TOO_LARGE = (
    "Tệp lớn hơn 10 MB. Hãy xóa ảnh và trang tính không cần, hoặc chép riêng bảng số liệu sang tệp khác."
)
BOMB = (
    "Nội dung nén trong tệp lớn hoặc nhiều phần bất thường nên không được mở. "
    "Hãy chép riêng bảng số liệu sang một tệp Excel mới rồi gửi tệp mới."
)
DOCTYPE = f"Trong tệp có khai báo lạ (DOCTYPE) mà Excel không bao giờ ghi, nên tệp không được mở. {SAVE_AS}"
DAMAGED = f"Tệp bị hỏng hoặc không đúng chuẩn .xlsx. {SAVE_AS}"
NO_SHEET = "Tệp không có trang tính nào. Hãy chọn tệp .xlsx có bảng số liệu."
TOO_MANY_CELLS = (
    "Các trang tính cộng lại quá lớn: nhiều nhất là 600.000 ô, tính cả ô trống nằm giữa. "
    "Hãy xóa các trang tính không cần hoặc chia thành nhiều tệp."
)
TOO_SLOW = (
    "Tệp quá phức tạp nên máy không đọc xong trong thời gian cho phép. "
    "Hãy chép riêng bảng số liệu (dán dạng giá trị) sang một tệp Excel mới rồi gửi tệp mới."
)
BUSY = "Máy đang đọc nhiều tệp. Hãy thử lại sau ít phút."


def on_sheet(name: str, what: str) -> WorkbookError:
    """An error in the sheet of that name."""
    return WorkbookError(f"Trang tính “{name}”: {what}")


TOO_FAR_DOWN = "ô {cell} có nội dung, quá {limit} dòng đầu. Hãy xóa ô thừa hoặc chia thành nhiều tệp."
TOO_FAR_RIGHT = "ô {cell} có nội dung, quá {limit} cột đầu. Hãy xóa ô thừa hoặc bỏ bớt cột."
DISORDER = "dòng hoặc ô {cell} bị ghi lặp hay sai thứ tự, có thể tệp đã hỏng. " + SAVE_AS
CUT_SHORT = (
    "khai báo đến ô {declared} nhưng nội dung {found}, có thể tệp thiếu dòng. Hãy mở tệp bằng Excel, "
    "kiểm tra đủ số liệu, lưu rồi gửi lại."
)

_SENTENCES = {
    Fault.EMPTY: EMPTY,
    Fault.OTHER: OTHER,
    Fault.PDF: PDF,
    Fault.TEXT: TEXT,
    Fault.WEB_PAGE: WEB_PAGE,
    Fault.OLD: OLD_XLS,
    Fault.BINARY: XLSB,
    Fault.OPEN_DOCUMENT: ODS,
    Fault.ARCHIVE: ARCHIVE,
    Fault.PASSWORD: PASSWORD,
    Fault.MACROS: MACROS,
    Fault.TOO_LARGE: TOO_LARGE,
    Fault.BOMB: BOMB,
    Fault.DOCTYPE: DOCTYPE,
    Fault.DAMAGED: DAMAGED,
}


@contextmanager
def in_words() -> Iterator[None]:
    """What is wrong with a package, said as of a workbook."""
    try:
        yield
    except PackageError as error:
        raise WorkbookError(_SENTENCES[error.fault]) from error
