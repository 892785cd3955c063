"""From what is typed about support to clean values, and from an address to which support is meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.files.uploadedfile import UploadedFile

from assignments.actions import SupportContent
from assignments.models import Agency, SupportItem
from assignments.queries import SupportFilter
from assignments.rules import (
    CONDITION_LABELS,
    HELP_LABELS,
    QUARTER_LABELS,
    SOURCE_LABELS,
    VALUE_LIMIT,
    HelpContent,
    Quarter,
    Span,
    SupportSource,
    quarter_span,
    year_span,
)
from households.models import Hamlet
from povertyplan.common.forms import BAD_CHOICE, AmountField, DayField, choice_of, line_of
from povertyplan.common.text import upper_first
from povertyplan.documents.images import MAX_FILE, TOO_LARGE, ImageError, Photo, photo

BLANK = ("", "Chọn…")
ANSWERS = [("", "Chưa xem"), ("yes", "Có"), ("no", "Không")]
MEANT = {"yes": True, "no": False, "": None}
VALUE_HINT = "Như 18.000.000; chưa định giá thì để trống."


def _raised(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, upper_first(label)) for value, label in choices]


def _choice(label: str, choices: Sequence[tuple[str, str]], *, required: bool = False) -> forms.ChoiceField:
    errors = {"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE}
    return forms.ChoiceField(label=label, choices=choices, required=required, error_messages=errors)


def _value(**options: Any) -> AmountField:
    return AmountField(
        at_most=int(VALUE_LIMIT),
        label="giá trị (đồng)",
        required=False,
        help_text=VALUE_HINT,
        **options,
    )


class SupportForm(forms.Form):
    """What is promised or given; whoever is no officer records it for an agency of his."""

    content = choice_of(SupportItem, "content", choices=[BLANK, *_raised(HELP_LABELS.items())])
    what = line_of(
        SupportItem,
        "what",
        help_text="Như “Một con bò giống”. In trên danh sách công khai: không ghi bệnh tật, lý do.",
    )
    value = _value()
    source = choice_of(SupportItem, "source", choices=[BLANK, *_raised(SOURCE_LABELS.items())])
    source_name = line_of(SupportItem, "source_name", help_text="Như tên doanh nghiệp, tên chương trình.")
    due_date = DayField(label="hẹn đến ngày", required=False, help_text="Khi mới hứa, chưa trao.")
    date = DayField(label="ngày trao", required=False, help_text="Khi đã trao; chưa trao thì để trống.")

    field_order = ("content", "what", "value", "source", "source_name", "agency", "due_date", "date")

    def __init__(
        self, *args: Any, agencies: Sequence[Agency], may_go_without: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        first = [("", "Không qua cơ quan, đơn vị nào")] if may_go_without else []
        self.fields["agency"] = _choice(
            "cơ quan, đơn vị giúp đỡ",
            first + [(key, agency.name) for key, agency in self.agencies.items()],
            required=not may_go_without,
        )
        for name, label in CONDITION_LABELS.items():
            self.fields[name] = _choice(label, ANSWERS)
        self.order_fields(self.field_order)

    @classmethod
    def initial_of(cls, item: SupportItem) -> dict[str, Any]:
        """The item as the form shows it."""
        said = {True: "yes", False: "no", None: ""}
        plain = ("content", "what", "value", "source", "source_name", "due_date", "date")
        return {
            **{name: getattr(item, name) for name in plain},
            "agency": str(item.agency_id or ""),
            **{name: said[getattr(item, name)] for name in CONDITION_LABELS},
        }

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """All but the conditions of help with housing."""
        return [field for field in self if field.name not in {*CONDITION_LABELS, "again"}]

    @property
    def conditions(self) -> list[forms.BoundField]:
        """What help with housing asks of the land."""
        return [self[name] for name in CONDITION_LABELS]

    def clean(self) -> None:
        given = self.cleaned_data
        if not ({"date", "due_date"} & self.errors.keys() or given.get("date") or given.get("due_date")):
            self.add_error("date", "Nhập ngày trao, hoặc ngày hẹn khi chưa trao.")

    def support(self) -> SupportContent:
        """The clean values as actions want them."""
        given = self.cleaned_data
        return SupportContent(
            content=HelpContent(given["content"]),
            source=SupportSource(given["source"]),
            agency=self.agencies.get(given["agency"]),
            what=given["what"],
            value=given["value"],
            source_name=given["source_name"],
            due_date=given["due_date"],
            date=given["date"],
            legal_land=MEANT[given["legal_land"]],
            land_certificate=MEANT[given["land_certificate"]],
            fits_planning=MEANT[given["fits_planning"]],
        )


class SupportNewForm(SupportForm):
    """A new item; the same one again is recorded when it was said so."""

    again = forms.BooleanField(label="Vẫn ghi thêm: đây là một khoản khác", required=False)


class GiveForm(forms.Form):
    """That what was promised was given."""

    date = DayField(label="ngày trao")
    value = _value()


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = line_of(SupportItem, "withdrawn_reason", label="lý do", required=True)


class ProofForm(forms.Form):
    """A photo or scan; what comes out is drawn anew."""

    file = forms.FileField(
        label="ảnh chụp hoặc bản quét",
        allow_empty_file=True,
        help_text="JPEG, PNG hoặc WebP, không quá 10 MB. Nơi chụp, giờ chụp ghi trong ảnh được xóa."
        " Không gửi ảnh giấy tờ tùy thân, bệnh án.",
        error_messages={
            "required": "Chọn ảnh cần gửi.",
            "missing": "Chọn ảnh cần gửi.",
            "invalid": "Trình duyệt chưa gửi được ảnh; chọn lại.",
            "max_length": "Tên tệp quá dài; đặt tên ngắn hơn rồi chọn lại.",
        },
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def clean_file(self) -> Photo:
        """The picture; a file too large is refused before it is read."""
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        if (file.size or 0) > MAX_FILE:
            raise forms.ValidationError(TOO_LARGE)
        try:
            return photo(file.read())
        except ImageError as error:
            raise forms.ValidationError(str(error)) from error


class _AddressForm(forms.Form):
    """Filters as an address has them; what it cannot mean filters nothing."""

    @property
    def query(self) -> str:
        """The filters of the address, whatever else it has left out."""
        return urlencode({name: value for name in self.fields if (value := self.data.get(name))})

    def _chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    def _words(self, name: str) -> str:
        field = cast("forms.ChoiceField", self.fields[name])
        labels = {str(value): str(label) for value, label in cast("list[tuple[Any, Any]]", field.choices)}
        return labels.get(self._chosen(name), "") if self._chosen(name) else ""


class SupportFilterForm(_AddressForm):
    """Which support of a year a list holds."""

    def __init__(self, data: Any, *, hamlets: Iterable[Hamlet], agencies: Iterable[Agency]) -> None:
        super().__init__(data)
        every = ("", "Tất cả")
        self.fields["thon"] = _choice("thôn, tổ", [every, *((str(one.pk), one.full_name) for one in hamlets)])
        self.fields["nguon"] = _choice("nguồn", [every, *_raised(SOURCE_LABELS.items())])
        self.fields["coquan"] = _choice(
            "cơ quan, đơn vị", [every, *((str(one.pk), one.name) for one in agencies)]
        )
        self.fields["no"] = _choice("tình trạng", [every, ("1", "Chỉ khoản còn nợ")])
        self.is_valid()

    def filter(self, *, hamlets: frozenset[int] | None) -> SupportFilter:
        """What was chosen, within the hamlets (ids) that the reader sees; None is all."""
        hamlet, agency = self._chosen("thon"), self._chosen("coquan")
        return SupportFilter(
            hamlets=[int(hamlet)] if hamlet else hamlets,
            source=self._chosen("nguon"),
            agency=int(agency) if agency else None,
            owed_only=bool(self._chosen("no")),
        )

    @property
    def said(self) -> list[str]:
        """The filters that are set, in words."""
        return [words for name in self.fields if (words := self._words(name))]

    @property
    def kept(self) -> dict[str, Any]:
        """The filters that are set, as the log keeps them."""
        hamlet, agency = self._chosen("thon"), self._chosen("coquan")
        given = {
            "hamlet": int(hamlet) if hamlet else None,
            "agency": int(agency) if agency else None,
            "source": self._chosen("nguon"),
            "owed": bool(self._chosen("no")),
        }
        return {key: value for key, value in given.items() if value}


class DisclosureForm(_AddressForm):
    """Of which time and place a list for the public is; both days are of the address's year."""

    tu = DayField(label="từ ngày", required=False)
    den = DayField(label="đến hết ngày", required=False)
    field_order = ("thon", "ky", "tu", "den")

    def __init__(self, data: Any, *, year: int, hamlets: Sequence[Hamlet], whole: bool) -> None:
        super().__init__(data)
        self.year, self.whole = year, whole
        self.hamlets = {str(hamlet.pk): hamlet for hamlet in hamlets}
        first = [("", "Cả xã, phường")] if whole else []
        places = [(key, hamlet.full_name) for key, hamlet in self.hamlets.items()]
        self.fields["thon"] = _choice("nơi niêm yết", first + places)
        self.fields["ky"] = _choice("kỳ", [("", "Cả năm"), *_raised(QUARTER_LABELS.items())])
        self.order_fields(self.field_order)
        self.is_valid()

    def clean(self) -> None:
        first, last = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        if bool(first) != bool(last) and not {"tu", "den"} & self.errors.keys():
            self.add_error("den" if first else "tu", "Nhập cả hai ngày, hoặc để trống cả hai.")
        for name, day in (("tu", first), ("den", last)):
            if day and day.year != self.year:
                self.add_error(name, f"Chọn ngày trong năm {self.year}.")
        if first and last and last < first:
            self.add_error("den", "Ngày cuối không được trước ngày đầu.")

    @property
    def hamlet(self) -> Hamlet | None:
        """The hamlet chosen; the first one for who reads no whole commune."""
        chosen = self.hamlets.get(self._chosen("thon"))
        return chosen or (None if self.whole else next(iter(self.hamlets.values()), None))

    @property
    def span(self) -> Span:
        """The days if both are given, else the quarter, else the whole year."""
        first, last = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        if isinstance(first, dt.date) and isinstance(last, dt.date):
            return Span(first=first, last=last)
        quarter = self._chosen("ky")
        return quarter_span(self.year, Quarter(quarter)) if quarter else year_span(self.year)
