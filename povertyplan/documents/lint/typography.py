"""How lines are set against what the decree wants of them, said in Vietnamese; blank when nothing differs."""

from __future__ import annotations

from collections.abc import Sequence

from povertyplan.documents.lint.paper import MM, SAME, Line, Page

OFF_CENTRE = 3.0  # points; half a letter


def wrong_type(
    lines: Sequence[Line],
    *,
    sizes: tuple[float, float],
    bold: bool | None = None,
    italic: bool = False,
    capitals: bool | None = None,
) -> str:
    """ "cỡ 11, không đậm": what differs from the sizes (in points, both allowed) and the style; None asks for
    nothing.
    """
    letters = [letter for line in lines for letter in line.seen]
    low, high = sizes
    found = [
        f"cỡ {size:g}" for size in sorted({letter.size for letter in letters}) if not low <= size <= high
    ]
    if bold is not None and any(letter.face.bold != bold for letter in letters):
        found.append("không đậm" if bold else "đậm")
    if any(letter.face.italic != italic for letter in letters):
        found.append("không nghiêng" if italic else "nghiêng")
    if capitals is not None and any(line.text.isupper() != capitals for line in lines):
        found.append("không phải chữ in hoa" if capitals else "toàn chữ in hoa")
    return ", ".join(found)


def off_centre(lines: Sequence[Line], centre: float | None) -> str:
    """ "lệch giữa 12 mm": by how much the worst line misses `centre`, when there is one."""
    if centre is None:
        return ""
    worst = max((abs(line.centre - centre) for line in lines), default=0.0)
    return f"lệch giữa {worst / MM:.0f} mm" if worst > OFF_CENTRE else ""


def wrong_rule(page: Page, lines: Sequence[Line], *, shortest: float, longest: float) -> str:
    """What is wrong with the stroke below centred lines, whose length is given in parts of the widest one."""
    stroke = page.rule_under(lines)
    if stroke is None:
        return "không có đường kẻ"
    width = max(line.width for line in lines)
    length = stroke.x1 - stroke.x0
    if not shortest * width - SAME <= length <= longest * width + SAME:
        return f"đường kẻ dài {length / width:.0%} dòng chữ"
    centre = (stroke.x0 + stroke.x1) / 2
    return "đường kẻ lệch giữa" if abs(centre - lines[-1].centre) > OFF_CENTRE else ""


def named(name: str, *found: str) -> str:
    """ "Quốc hiệu cỡ 11, không đậm"; blank when nothing was found."""
    faults = ", ".join(filter(None, found))
    return f"{name} {faults}" if faults else ""


def quoted(text: str) -> str:
    """The beginning of a text between quotation marks."""
    return f"“{text}”" if len(text) <= 40 else f"“{text[:39]}…”"
