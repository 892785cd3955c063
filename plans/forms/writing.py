"""The words of a plan: its head, its sections, and prose that names figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from plans.compose import PlanSource, unknown_tokens
from plans.models import Plan, PlanSection, ProgrammePeriod
from plans.rules import HEAD_PLACES, SECTION_CONTENT_LABELS, PlanKind, PlanPlace, Unlocked, contents_of
from povertyplan.common.dates import LAST_YEAR
from povertyplan.common.forms import BAD_CHOICE, choice_of, line_of
from povertyplan.documents.numbering import section_label

MAX_PERIOD = 10  # years after the first
MAX_DEPTH = 4  # "I.", "1.", "1.1.", "a)"
PROSE_HINT = (
    "Mỗi dòng một đoạn; dòng bắt đầu bằng “- ” hoặc “+ ” là gạch đầu dòng. Số liệu chèn dạng {{ho-ngheo}}."
)


@dataclass(frozen=True, kw_only=True)
class OutlineRow:
    """A section in the plan's outline, with its number and what may be done with it."""

    section: PlanSection
    label: str
    depth: int
    is_first: bool
    is_last: bool
    is_locked: bool
    comments: int = 0  # open ones

    @property
    def takes_children(self) -> bool:
        return self.depth < MAX_DEPTH and not self.is_locked


def outline(
    source: PlanSource, parent: int | None = None, above: tuple[int, ...] = ()
) -> Iterator[OutlineRow]:
    """The plan's sections, each followed by those below it."""
    siblings = source.children.get(parent, [])
    for number, section in enumerate(siblings, start=1):
        path = (*above, number)
        yield OutlineRow(
            section=section,
            label=section_label(path),
            depth=len(path),
            is_first=number == 1,
            is_last=number == len(siblings),
            is_locked=not source.allows(PlanPlace.SECTION, section.pk),
        )
        yield from outline(source, section.pk, path)


class ProseForm(forms.Form):
    """A form whose `prose` fields may name figures of the plan."""

    prose: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, source: PlanSource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        for name in self.prose:
            self.fields[name].widget.attrs["data-tokens"] = ""

    def clean(self) -> dict[str, Any]:
        for name in self.prose:
            for token in dict.fromkeys(unknown_tokens(self.cleaned_data.get(name, ""), self.source)):
                self.add_error(name, f"Không có số liệu nào tên {token}; chọn trong danh sách bên cạnh.")
        return self.cleaned_data


class SectionForm(ProseForm):
    """One section's heading and text."""

    prose = ("body",)

    heading = line_of(PlanSection, "heading")
    body = line_of(PlanSection, "body", help_text=PROSE_HINT, widget=forms.Textarea(attrs={"rows": 18}))
    content = choice_of(PlanSection, "content", help_text="In sau lời văn của mục này.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content, offered = self.fields["content"], contents_of(PlanKind(self.source.plan.kind))
        assert isinstance(content, forms.ChoiceField)
        content.choices = [(each.value, SECTION_CONTENT_LABELS[each]) for each in offered]

    @classmethod
    def stored(cls, section: PlanSection) -> dict[str, Any]:
        """The section's values by field."""
        return {name: getattr(section, name) for name in cls.base_fields}


class SectionAddForm(forms.Form):
    """A new section at the end of its parent, or of the plan."""

    heading = line_of(PlanSection, "heading")
    parent = forms.TypedChoiceField(
        label="thuộc mục",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Mục này không còn trong văn bản; chọn mục khác."},
    )

    def __init__(self, *args: Any, rows: Iterable[OutlineRow], opened: Unlocked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ChoiceField)
        at_end = [("", "không, là mục lớn ở cuối")] if opened.allows(PlanPlace.SECTION) else []
        parent.choices = [
            *at_end,
            *(
                (row.section.pk, "\u2003" * (row.depth - 1) + f"{row.label} {row.section.heading}"[:90])
                for row in rows
                if row.takes_children
            ),
        ]


def _decimals(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(number, str(number)) for number in range(5)],
        coerce=int,
        error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
    )


class PlanHeadForm(ProseForm):
    """What stands above and below the sections, and how rates are printed."""

    prose = ("opening", "closing")

    subject = line_of(
        Plan, "subject", widget=forms.Textarea(attrs={"rows": 2}), help_text="Dòng dưới tên loại văn bản."
    )
    programme = forms.ModelChoiceField(
        label="chương trình",
        queryset=ProgrammePeriod.objects.none(),
        required=False,
        empty_label="không ghi",
        error_messages={"invalid_choice": BAD_CHOICE},
    )
    superior = line_of(Plan, "superior", help_text="Dòng trên cùng bên trái; để trống nếu không có.")
    issuer = line_of(
        Plan,
        "issuer",
        several=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mỗi dòng in một dòng; chương trình in chữ hoa.",
    )
    symbol = line_of(Plan, "symbol", help_text="Phần sau số văn bản, ví dụ KH-UBND.")
    locality = line_of(Plan, "locality", help_text="Ghi trước ngày tháng.")
    month = forms.TypedChoiceField(
        label="tháng ghi trên văn bản",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "để trống"), *((number, f"tháng {number}") for number in range(1, 13))],
        error_messages={"invalid_choice": BAD_CHOICE},
    )
    opening = line_of(Plan, "opening", widget=forms.Textarea(attrs={"rows": 5}), help_text=PROSE_HINT)
    closing = line_of(Plan, "closing", widget=forms.Textarea(attrs={"rows": 5}))
    drafter_mark = line_of(Plan, "drafter_mark", help_text="Dòng nhỏ dưới Nơi nhận, ví dụ (NVA 05b).")
    appendix_title = line_of(Plan, "appendix_title", help_text="Để trống thì chương trình tự ghi.")
    row_decimals = _decimals("chữ số lẻ của tỷ lệ ở từng thôn")
    total_decimals = _decimals("chữ số lẻ của tỷ lệ ở dòng tổng")
    decimal_mark = choice_of(Plan, "decimal_mark")
    last_year = forms.TypedChoiceField(
        label="đến năm",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Chỉ của kế hoạch giai đoạn nhiều năm.",
        error_messages={"invalid_choice": BAD_CHOICE},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = self.fields["programme"]
        assert isinstance(programme, forms.ModelChoiceField)
        programme.queryset = ProgrammePeriod.objects.order_by("first_year", "pk")
        last_year, plan = self.fields["last_year"], self.source.plan
        assert isinstance(last_year, forms.ChoiceField)
        ends = range(plan.year + 1, min(plan.year + MAX_PERIOD, LAST_YEAR) + 1) if plan.last_year else ()
        last_year.choices = [(year, str(year)) for year in ends] or [("", "không có")]
        for name in list(self.fields):
            if not plan.opened.allows(HEAD_PLACES.get(name, PlanPlace.HEAD)):
                del self.fields[name]

    @property
    def is_partial(self) -> bool:
        """Whether some fields are locked, and left out."""
        return len(self.fields) < len(self.base_fields)

    @classmethod
    def stored(cls, plan: Plan) -> dict[str, Any]:
        """The plan's values by field."""
        return {name: getattr(plan, name) for name in cls.base_fields}
