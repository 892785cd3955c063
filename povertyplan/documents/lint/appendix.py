"""The head of an appendix: its word and number, its title, and what it is attached to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from povertyplan.documents.lint.contract import BrokenRule, Code
from povertyplan.documents.lint.paper import Line, Page, Part
from povertyplan.documents.lint.typography import named, off_centre, wrong_type
from povertyplan.documents.numbering import appendix_label

REFERENCE = "(kèm theo"


@dataclass(frozen=True, kw_only=True)
class AppendixHead:
    """What was found at the top of an appendix's first page."""

    page: Page
    label: Line | None
    title: tuple[Line, ...]
    reference: tuple[Line, ...]

    @property
    def end(self) -> float:
        """The lowest baseline."""
        lines = (*self.title, *self.reference, *([self.label] if self.label else []))
        return max((line.baseline for line in lines), default=0.0)


def read_appendix_head(part: Part) -> AppendixHead:
    """The first line, the bold ones or those down to "(Kèm theo", and that one down to its bracket."""
    page = part.pages[0]
    table = page.grids[0].top if page.grids else page.height
    lines = [line for line in page.lines if line.baseline < table]
    numbers = range(len(lines))
    begin = next((n for n in numbers if lines[n].text.casefold().startswith(REFERENCE)), None)
    if begin is None:
        begin = end = next((n for n in numbers[1:] if not lines[n].bold), len(lines))
    else:
        end = next((n for n in numbers[begin:] if lines[n].text.endswith(")")), begin) + 1
    return AppendixHead(
        page=page,
        label=lines[0] if lines else None,
        title=tuple(lines[1:begin]),
        reference=tuple(lines[begin:end]),
    )


def lint_appendix_head(head: AppendixHead, part: Part, *, number: int, of: int) -> Iterator[BrokenRule]:
    """The three elements; `number` counts from 1 among `of` appendices."""
    centre = part.centre(head.page)
    expected = appendix_label(number, of)

    def broken(code: Code, found: str) -> Iterator[BrokenRule]:
        if found:
            yield BrokenRule(code=code, page=head.page.index, found=found)

    label = [head.label] if head.label else []
    written = "" if label and label[0].text == expected else f"không ghi “{expected}”"
    found = wrong_type(label, sizes=(14, 14), bold=True)
    yield from broken(Code.APPENDIX_LABEL, named("Phụ lục", written, found, off_centre(label, centre)))
    if not head.title:
        yield from broken(Code.APPENDIX_TITLE, "Không thấy tên phụ lục")
    found = wrong_type(head.title, sizes=(13, 14), bold=True, capitals=True)
    yield from broken(Code.APPENDIX_TITLE, named("Tên phụ lục", found, off_centre(head.title, centre)))
    if not head.reference:
        yield from broken(Code.APPENDIX_REFERENCE, "Không thấy “(Kèm theo …)”")
    found = wrong_type(head.reference, sizes=(13, 14), bold=False, italic=True)
    yield from broken(
        Code.APPENDIX_REFERENCE, named("Dòng “(Kèm theo …)”", found, off_centre(head.reference, centre))
    )
