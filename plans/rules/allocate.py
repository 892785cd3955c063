"""Spreading a whole number of households so that the parts are whole and sum exactly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from povertyplan.common.errors import DomainError

NAMED = 5


class SpreadRefused(DomainError):
    """A spread that cannot be, with a sentence for each reason."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(" ".join(self.sentences))


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One part: in proportion to `weight`, from `floor` to `ceiling`; a pinned one is `pin` among them."""

    name: str
    weight: Fraction | int
    ceiling: int
    floor: int = 0
    pin: int | None = None

    @property
    def least(self) -> int:
        return self.floor if self.pin is None else self.pin

    @property
    def most(self) -> int:
        """The most that can come here; what has no weight gets no more than it must."""
        if self.pin is not None:
            return self.pin
        return self.ceiling if self.weight else self.floor


def named(names: Sequence[str]) -> str:
    """The first five, and how many more."""
    more = f" và {len(names) - NAMED} nơi khác" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def allocate(total: int, claims: Sequence[Claim]) -> tuple[int, ...]:
    """The whole parts of `total`, in the order of the claims.

    Every part is `weight` times one common factor, brought within its bounds. What is left after rounding
    down goes to the largest remainders; of equal ones to the greater weight, then to the earlier claim.
    Within the same bounds a greater weight never gets less. Raises SpreadRefused where parts cannot sum.
    """
    if refusals := tuple(_refusals(total, claims)):
        raise SpreadRefused(refusals)
    scale = math.lcm(*(claim.weight.denominator for claim in claims))
    weights = [int(claim.weight * scale) for claim in claims]
    parts = [claim.least for claim in claims]
    free = [
        place for place, claim in enumerate(claims) if weights[place] and claim.pin is None and claim.ceiling
    ]
    rest, whole = total - sum(parts) + sum(parts[place] for place in free), 0
    while free:
        whole = sum(weights[place] for place in free)
        below = {place: claims[place].floor * whole - rest * weights[place] for place in free}
        above = {place: rest * weights[place] - claims[place].ceiling * whole for place in free}
        lacking = sum(over for over in below.values() if over > 0)
        spare = sum(over for over in above.values() if over > 0)
        if not lacking and not spare:
            break
        # More lacks at floors than is spare at ceilings: the factor falls, and those stay at their floors.
        bound = {place: claims[place].floor for place in free if below[place] > 0 and lacking >= spare}
        bound |= {place: claims[place].ceiling for place in free if above[place] > 0 and spare >= lacking}
        for place, part in bound.items():
            parts[place] = part
            rest -= part
        free = [place for place in free if place not in bound]
    remainders = {}
    for place in free:
        parts[place], remainders[place] = divmod(rest * weights[place], whole)
    by_remainder = sorted(free, key=lambda place: (-remainders[place], -weights[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def _refusals(total: int, claims: Sequence[Claim]) -> Iterator[str]:
    if not claims:
        yield "Chưa có thôn, tổ nào để chia."
        return
    if total < 1:
        yield "Tổng phải từ 1 hộ trở lên; chỉ tiêu 0 hoặc để trống thì không có gì để chia."
        return
    for claim in claims:
        if claim.pin is not None and not claim.floor <= claim.pin <= claim.ceiling:
            yield (f"{claim.name}: số ghi sẵn là {claim.pin}, phải từ {claim.floor} đến {claim.ceiling} hộ.")
        elif claim.floor > claim.ceiling:
            yield (
                f"{claim.name}: ít nhất {claim.floor} hộ nhưng chỉ giao được nhiều nhất {claim.ceiling} hộ;"
                " sửa mức ít nhất hoặc mức nhiều nhất."
            )
    least, most = sum(claim.least for claim in claims), sum(claim.most for claim in claims)
    if least > total:
        yield (
            f"Các mức ít nhất và số ghi sẵn cộng lại là {least} hộ, quá tổng {total} hộ: giảm bớt các mức đó"
            " hoặc tăng tổng."
        )
    elif most < total:
        yield _too_little(total, most, claims)


def _too_little(total: int, most: int, claims: Sequence[Claim]) -> str:
    without = [claim.name for claim in claims if claim.pin is None and claim.most < claim.ceiling]
    if not without:
        return (
            f"Các thôn, tổ nhận nhiều nhất {most} hộ, chưa đủ tổng {total} hộ: nâng mức nhiều nhất, sửa số"
            " ghi sẵn hoặc giảm tổng."
        )
    if all(not claim.weight for claim in claims):
        return "Không thôn, tổ nào có số để chia theo quy tắc này; chọn quy tắc khác hoặc ghi sẵn số."
    return (
        f"Theo quy tắc này chỉ giao được {most} hộ, chưa đủ tổng {total} hộ, vì {named(without)} không có số"
        " để chia: ghi sẵn số cho nơi đó hoặc chọn quy tắc khác."
    )
