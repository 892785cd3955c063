"""What is typed of prospects, registrations and households in danger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assignments.models import EndangeredHousehold, EscapeProspect
from assignments.queries import NO_HAMLET, ProspectFilter, open_needs
from assignments.rules import OPEN_NEEDS, PATH_LABELS, EscapePath, registration_violation
from households.forms.register import hamlet_field
from households.models import Hamlet
from households.models.places import HamletQuerySet
from households.rules import NEED_LABELS, Need
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import BAD_CHOICE, DayField, IdsField, line_of
from povertyplan.common.text import upper_first

PATHS = [(path.value, upper_first(label)) for path, label in PATH_LABELS.items()]
REASON_MISSING = "Ghi lý do hộ có khả năng tự thoát nghèo."


def accepted(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the action took what was typed; what it refuses becomes an error of the form."""
    try:
        act()
    except DomainError as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return not form.errors


def ticked(form: forms.Form, name: str) -> set[str]:
    """The ids that were sent, as text: what was ticked stays so on a page that comes back."""
    return set(form[name].value() or ())


def _choice(label: str, first: str, options: Mapping[Any, str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", first), *((str(value), upper_first(text)) for value, text in options.items())],
        required=False,
        error_messages={"invalid_choice": BAD_CHOICE},
    )


def needs_field() -> forms.TypedMultipleChoiceField:
    """The needs that may be said of a household here."""
    return forms.TypedMultipleChoiceField(
        label="nhu cầu",
        required=False,
        coerce=Need,
        choices=[(need.value, upper_first(NEED_LABELS[need])) for need in OPEN_NEEDS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": BAD_CHOICE, "invalid_list": BAD_CHOICE},
    )


class FilterForm(forms.Form):
    """Which of the year's households to show, as an address has it."""

    def __init__(self, data: Any, *, hamlets: Iterable[Hamlet]) -> None:
        super().__init__(data)
        places = {0: NO_HAMLET, **{hamlet.pk: hamlet.full_name for hamlet in hamlets}}
        self.fields["thon"] = _choice("thôn, tổ", "Tất cả", places)
        labour = {"khong": "không có khả năng lao động", "co": "có khả năng lao động"}
        self.fields["laodong"] = _choice("lao động", "Tất cả", labour)
        self.fields["huong"] = _choice("hướng thoát nghèo", "Tất cả", PATH_LABELS)

    @property
    def filter(self) -> ProspectFilter:
        """What was asked for, without what cannot be."""
        given = self.cleaned_data if self.is_valid() else {}
        place, labour, path = (given.get(name) for name in ("thon", "laodong", "huong"))
        return ProspectFilter(
            hamlet=int(place) if place else None,
            no_labour=labour == "khong" if labour else None,
            path=EscapePath(path) if path else None,
        )

    @property
    def is_set(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())


class PathForm(forms.Form):
    """The way a household is expected to leave poverty, with the reason where it needs one."""

    path = forms.TypedChoiceField(
        label="hướng thoát nghèo",
        coerce=EscapePath,
        choices=PATHS,
        error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
    )
    reason = line_of(
        EscapeProspect, "reason", help_text="Phải ghi khi hộ tự thoát nghèo: xây nhà, thu nhập ổn định…"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("path") is EscapePath.BY_ITSELF and data.get("reason") == "":
            self.add_error("reason", REASON_MISSING)
        return data


class ChooseForm(PathForm):
    """Many poor households and one way for all of them."""

    households = IdsField(label="hộ nghèo", error_messages={"required": "Đánh dấu ít nhất một hộ."})


class ProspectForm(PathForm):
    """One prospect: its way, the hamlet it is counted under, its needs."""

    needs = needs_field()

    def __init__(self, data: Any = None, *, prospect: EscapeProspect, hamlets: HamletQuerySet) -> None:
        initial = {
            "path": prospect.path,
            "reason": prospect.reason,
            "hamlet": prospect.hamlet_id,
            "needs": [need.value for need in open_needs(prospect.needs)],
        }
        super().__init__(data, initial=initial)
        self.fields["hamlet"] = hamlet_field(
            hamlets, label="tính cho thôn, tổ", required=False, empty_label="Chưa ghi"
        )


class DecideForm(forms.Form):
    """What waits, ticked, and whether it is chosen."""

    prospects = IdsField(label="đề nghị", error_messages={"required": "Đánh dấu ít nhất một đề nghị."})
    accept = forms.TypedChoiceField(
        choices=[("1", "chọn"), ("0", "không chọn")],
        coerce=lambda value: value == "1",
        error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
    )


class RegistrationForm(forms.Form):
    """A household registers to leave poverty."""

    date = DayField(label="ngày đăng ký")
    through = line_of(EscapeProspect, "registered_through", help_text="Hội Phụ nữ, Hội Nông dân…")
    needs = needs_field()

    def __init__(self, data: Any = None, *, year: int, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.year = year

    def clean_date(self) -> Any:
        date = self.cleaned_data["date"]
        if violation := registration_violation(date, year=self.year, today=timezone.localdate()):
            raise ValidationError(violation)
        return date


class EndangeredForm(forms.Form):
    """Why a household is in danger of becoming poor."""

    reason = line_of(EndangeredHousehold, "reason", help_text="Mất việc, thiên tai, mất nguồn thu chính…")
