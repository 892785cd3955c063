"""Fields and lists of rows that every form is made of: clean text, numbers as written here, sentences in
Vietnamese.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME, BaseFormSet, formset_factory

from povertyplan.common.dates import LAST_YEAR
from povertyplan.common.errors import DomainError
from povertyplan.common.numbers import format_number, format_plain, parse_count, parse_decimal
from povertyplan.common.text import clean_line, clean_text

REQUIRED = "Chưa nhập mục này."
FIRST_DAY_YEAR = 1900
BAD_CHOICE = "Chọn một mục trong danh sách."
_CURRENCY = re.compile(r"\s*(đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)


class LineField(forms.CharField):
    """One line, cleaned as it is stored. The browser is not told the length: it would cut what is pasted."""

    cleaner: ClassVar[Callable[[str], str]] = staticmethod(clean_line)
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": REQUIRED,
        "max_length": "Dài quá %(limit_value)d chữ (đang có %(show_value)d chữ).",
    }

    def to_python(self, value: Any) -> str:
        return type(self).cleaner(super().to_python(value) or "")

    def bound_data(self, data: Any, initial: Any) -> Any:
        shown = super().bound_data(data, initial)
        return shown.replace("\x00", "") if isinstance(shown, str) else shown

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class TextField(LineField):
    """Several lines; empty ones are dropped."""

    widget = forms.Textarea
    cleaner: ClassVar[Callable[[str], str]] = staticmethod(clean_text)


class DecimalField(forms.Field):
    """A number as written in Vietnam: "0,79"."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {"required": REQUIRED}

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return parse_decimal(clean_line(str(value or "")))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return format_plain(value)
        return value.replace("\x00", "") if isinstance(value, str) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class CountField(forms.Field):
    """A whole number as written in Vietnam, from 0 up: "12", "1.234"."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {"required": REQUIRED}

    def to_python(self, value: Any) -> int | None:
        try:
            return parse_count(clean_line(str(value)) if value not in self.empty_values else "")
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return value.replace("\x00", "") if isinstance(value, str) else value


class AmountField(forms.Field):
    """An amount of money in đồng, as "18.000.000" or "18.000.000 đồng"; below 0 only where it may be."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {"required": REQUIRED}

    def __init__(self, *, at_most: int, may_be_negative: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.at_most, self.may_be_negative = at_most, may_be_negative

    def to_python(self, value: Any) -> int | None:
        written = _CURRENCY.sub("", clean_line(str(value)) if value not in self.empty_values else "")
        sign, written = (-1, written[1:]) if written[:1] in ("-", "−") else (1, written)
        if sign < 0 and not self.may_be_negative:
            raise forms.ValidationError("Số tiền không được âm.", code="invalid")
        try:
            amount = parse_count(written, at_most=self.at_most)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
        return None if amount is None else sign * amount

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int | Decimal):
            return format_number(value)
        return value.replace("\x00", "") if isinstance(value, str) else value


class DayField(forms.DateField):
    """A day, as "31/12/2026" or as browsers' calendars send it."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": REQUIRED,
        "invalid": "Nhập ngày dạng 31/12/2026.",
    }

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
        super().__init__(**({"widget": forms.DateInput(attrs=attrs, format="%d/%m/%Y")} | options))

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)
        if day and not FIRST_DAY_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class IdsField(forms.TypedMultipleChoiceField):
    """What was ticked in a list, by id; whether each may be used is for the action to say."""

    def __init__(self, **options: Any) -> None:
        messages = {"invalid_choice": BAD_CHOICE, "invalid_list": BAD_CHOICE}
        super().__init__(coerce=int, **(options | {"error_messages": messages | options["error_messages"]}))

    def valid_value(self, value: Any) -> bool:
        return value.isascii() and value.isdigit() and len(value) < 10


def line_of(
    model: type[models.Model], name: str, *, several: bool | None = None, **options: Any
) -> LineField:
    """A field for a column of text: its label, length, hint and whether it may be blank come from the
    model; of `several` lines when said so, or when the column is a TextField.
    """
    column = model._meta.get_field(name)
    if not isinstance(column, models.CharField | models.TextField):
        raise TypeError(name)
    several = isinstance(column, models.TextField) if several is None else several
    kind = TextField if several else LineField
    given = {
        "label": column.verbose_name,
        "max_length": column.max_length,
        "required": not column.blank,
        "help_text": column.help_text,
    }
    return kind(**(given | options))


def choice_of(model: type[models.Model], name: str, **options: Any) -> forms.ChoiceField:
    """A field for a column of choices."""
    column = model._meta.get_field(name)
    if not isinstance(column, models.CharField):
        raise TypeError(name)
    given: dict[str, Any] = {
        "label": column.verbose_name,
        "choices": column.choices or [],
        "required": not column.blank,
        "error_messages": {"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
    }
    return forms.ChoiceField(**(given | options))


class Rows(BaseFormSet):  # type: ignore[type-arg]  # cannot be subscripted when it runs
    """A list that is edited as a whole: rows with an order and a tick to drop them, and blank ones at the
    end.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": "Trang gửi lên thiếu phần danh sách; tải lại trang rồi nhập lại.",
        "too_many_forms": "Nhiều nhất %(num)d dòng.",
        "too_few_forms": "Ít nhất %(num)d dòng.",
    }

    def _construct_form(self, i: int, **kwargs: Any) -> forms.BaseForm:
        """A row that was blank on the page is blank, whatever somebody else has put there since."""
        if self.is_bound and i >= self.initial_form_count():
            kwargs.setdefault("initial", {})
        return cast(forms.BaseForm, super()._construct_form(i, **kwargs))  # type: ignore[misc]  # has no stub

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields[ORDERING_FIELD_NAME] = forms.IntegerField(
            label="thứ tự",
            required=False,
            min_value=0,
            max_value=9999,
            initial=form.fields[ORDERING_FIELD_NAME].initial,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "invalid": "Thứ tự là một số.",
                "min_value": "Thứ tự từ 0 đến 9999.",
                "max_value": "Thứ tự từ 0 đến 9999.",
            },
        )
        form.fields[DELETION_FIELD_NAME].label = "bỏ"

    @property
    def has_errors(self) -> bool:
        return self.is_bound and not self.is_valid()

    def rows(self) -> list[dict[str, Any]]:
        """The rows to keep, in order, without what only orders and drops them."""
        extra = {ORDERING_FIELD_NAME, DELETION_FIELD_NAME}
        return [
            {name: value for name, value in form.cleaned_data.items() if name not in extra}
            for form in self.ordered_forms
        ]

    def refuse(self, sentence: str) -> None:
        """An error of the whole list, found on saving."""
        self.non_form_errors().append(sentence)


def sentences_of(error: DomainError | ValidationError) -> list[str]:
    """The sentences of what an action refused, for the head of a form."""
    return error.messages if isinstance(error, ValidationError) else [str(error)]


def posted_version(data: Any) -> int:
    """The version that the page was made from; none that ever was, when the field is missing or damaged."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def rows_of(form: type[forms.Form], *, at_most: int) -> type[Rows]:
    """The class of a list whose rows are such forms."""
    made = formset_factory(
        form,
        formset=Rows,
        extra=3,
        can_order=True,
        can_delete=True,
        max_num=at_most,
        absolute_max=at_most + 50,
        validate_max=True,
    )
    return cast("type[Rows]", made)
