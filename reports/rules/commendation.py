"""Who comes first by result: shares compared exactly, equals share their place, few numbers are said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from povertyplan.documents.figures import rate
from reports.rules.progress import PERCENT_DECIMALS

FEW = 3  # of so few one household more or less turns the order


class Group(StrEnum):
    """Who is compared with each other."""

    AGENCIES = "agencies"
    HAMLETS = "hamlets"
    OFFICIALS = "officials"
    HOUSEHOLDS = "households"


GROUP_LABELS = {
    Group.AGENCIES: "Cơ quan, đơn vị giúp đỡ hộ",
    Group.HAMLETS: "Thôn, tổ",
    Group.OFFICIALS: "Người phụ trách địa bàn",
    Group.HOUSEHOLDS: "Hộ thoát nghèo trong năm",
}
RULES = {
    Group.AGENCIES: (
        "Xếp theo tỷ lệ hộ thoát nghèo trong số hộ nghèo đầu năm được cơ quan giúp (chủ trì hoặc phối hợp)."
        " Bằng nhau thì xếp theo tỷ lệ khoản hỗ trợ đã trao trong số khoản đã trao và còn nợ; cơ quan chưa"
        " ghi khoản nào xếp sau."
    ),
    Group.HAMLETS: (
        "Xếp theo số hộ nghèo giảm thực (đầu năm trừ hiện còn) so với chỉ tiêu giao. Không giao chỉ tiêu,"
        " hoặc chỉ tiêu là 0, thì không xếp."
    ),
    Group.OFFICIALS: (
        "Xếp theo số hộ nghèo giảm thực so với chỉ tiêu, cộng các thôn, tổ được giao phụ trách."
    ),
    Group.HOUSEHOLDS: (
        "Hộ nghèo đầu năm, nay không còn nghèo. Hộ tự thoát (không cơ quan nào được phân công giúp) đứng"
        " trước, rồi hộ vượt chuẩn cận nghèo, rồi hộ lên cận nghèo; không xếp thứ hạng."
    ),
}
SHARED = "Kết quả bằng nhau thì cùng hạng; hạng kế tiếp tính cả số cùng hạng."
FEW_SAID = f"Dưới {FEW} hộ thì một hộ đã đổi thứ hạng: cần xem thêm trước khi đề nghị."


@dataclass(frozen=True, kw_only=True)
class Merit:
    """What somebody brought: `reached` of `of` households, None where it is not known or nothing was asked;
    among equals `kept` of `promised` items decides.
    """

    key: int
    name: str
    reached: int | None
    of: int | None
    kept: int = 0
    promised: int = 0

    @property
    def percent(self) -> Decimal | None:
        """100 × reached / of; None without any."""
        return rate(self.reached, self.of, PERCENT_DECIMALS)

    @property
    def kept_percent(self) -> Decimal | None:
        """100 × kept / promised; None without any promise."""
        return rate(self.kept, self.promised, PERCENT_DECIMALS)

    @property
    def is_few(self) -> bool:
        return 0 < (self.of or 0) < FEW

    @property
    def worth(self) -> tuple[Fraction, Fraction] | None:
        """What decides, exactly; None where nothing can be compared."""
        if self.reached is None or not self.of:
            return None
        kept = Fraction(self.kept, self.promised) if self.promised else Fraction(-1)
        return Fraction(self.reached, self.of), kept


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A merit with its place from 1 on, None where it has none; `is_shared`: others have the same."""

    merit: Merit
    place: int | None
    is_shared: bool = False


def ranked(merits: Iterable[Merit]) -> list[Ranked]:
    """Best first, equals in the order given, then those without a place."""
    merits = list(merits)
    worths = [worth for merit in merits if (worth := merit.worth)]
    placed = [
        Ranked(
            merit=merit,
            place=1 + sum(other > worth for other in worths),
            is_shared=worths.count(worth) > 1,
        )
        for merit in merits
        if (worth := merit.worth)
    ]
    others = [Ranked(merit=merit, place=None) for merit in merits if not merit.worth]
    return [*sorted(placed, key=lambda each: each.place or 0), *others]
