"""From what is typed to clean values: a household and its members, and what the list is searched by."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from households.models import AdministrativeUnit, Household, Member
from households.models.places import HamletQuerySet
from households.queries import ethnicities, numbers_kept
from households.rules import (
    EVENT_LABELS,
    MAX_PEOPLE,
    RELATION_LABELS,
    SEX_LABELS,
    EventKind,
    HouseholdContent,
    MemberContent,
    Relation,
    Sex,
    personal_number_violation,
)
from povertyplan.common.choices import labelled
from povertyplan.common.forms import BAD_CHOICE, REQUIRED, LineField, choice_of, line_of
from povertyplan.common.text import clean_line, upper_first

BLANK_ROWS = 3
FIRST_YEAR = 1900
WRITE_BIRTH = "Ghi năm sinh (1980) hoặc ngày sinh (05/01/1980)."
Birth = tuple[dt.date | None, int | None]
HEALTH = ("disability", "illness")
RELATIONS = [("", "Chọn…"), *labelled(Relation, RELATION_LABELS)]
FLAGS = ("local_minority", "merit", "social_protection", "farming")


class BirthField(LineField):
    """A day of birth, or the year alone where only that is known; gives both, None for what is not."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None, None
        birth = _birth(text)
        today = timezone.localdate()
        if birth is None or (birth[1] or 0) < FIRST_YEAR:
            raise forms.ValidationError(WRITE_BIRTH)
        if (birth[1] or 0) > today.year or (birth[0] and birth[0] > today):
            raise forms.ValidationError("Ngày sinh ở tương lai; kiểm tra lại.")
        return birth

    def run_validators(self, value: Any) -> None:
        """The text was checked while it was read."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return clean_line(data or "") != (initial or "")


def _birth(text: str) -> Birth | None:
    if re.fullmatch(r"[0-9]{4}", text):
        return None, int(text)
    if not (match := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)):
        return None
    day, month, year = map(int, match.groups())
    try:
        return dt.date(year, month, day), year
    except ValueError:
        return None


def shown_birth(member: Member) -> str:
    """As it is typed: "05/01/1980", or the year alone."""
    return f"{member.birth_date:%d/%m/%Y}" if member.birth_date else str(member.birth_year or "")


def event_date(label: str, **options: Any) -> forms.DateField:
    """The day on which something happened."""
    attrs = {"placeholder": "05/01/2026", "autocomplete": "off", "inputmode": "numeric"}
    messages = {"required": REQUIRED, "invalid": "Ghi ngày như 05/01/2026."}
    widget = forms.DateInput(format="%d/%m/%Y", attrs=attrs)
    return forms.DateField(label=label, widget=widget, error_messages=messages, **options)


def known_or_not(label: str) -> forms.TypedChoiceField:
    """Yes, no, or not known."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[("", "chưa rõ"), ("1", "có"), ("0", "không")],
        coerce=lambda value: value == "1",
        empty_value=None,
        error_messages={"invalid_choice": BAD_CHOICE},
    )


class _ReadAtOnce(ModelChoiceIterator):  # type: ignore[type-arg]  # cannot be subscripted when it runs
    """Django's own opens a cursor on the server, three trips more for the forty hamlets of a commune."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset)


class HamletField(forms.ModelChoiceField):  # type: ignore[type-arg]  # cannot be subscripted when it runs
    """A hamlet by its full name."""

    iterator = _ReadAtOnce

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


def hamlet_field(hamlets: HamletQuerySet, **options: Any) -> HamletField:
    messages = {"required": BAD_CHOICE, "invalid_choice": "Chọn thôn, tổ của xã này."}
    given = {"label": "thôn, tổ", "error_messages": messages, "empty_label": "Chọn…"}
    return HamletField(hamlets, **(given | options))


class SearchForm(forms.Form):
    """What the list is searched by: a name, a code, an address, or a whole personal number."""

    text = LineField(
        label="tên chủ hộ, mã hộ, địa chỉ hoặc số định danh",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
        help_text="Có dấu hay không dấu đều được.",
    )
    with_ended = forms.BooleanField(label="cả hộ đã thôi quản lý", required=False)

    def __init__(self, *args: Any, hamlets: HamletQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hamlet"] = hamlet_field(hamlets, required=False, empty_label="Tất cả")
        self.order_fields(["text", "hamlet", "with_ended"])

    @property
    def number(self) -> str:
        """The digits, where nothing but a long number was typed: such a thing is never kept as a search."""
        digits = re.sub(r"[ .-]", "", self.cleaned_data["text"])
        return digits if re.fullmatch(r"[0-9]{9,}", digits) else ""


class HouseholdForm(forms.Form):
    """What is written of a household besides its members."""

    code = line_of(Household, "code")
    address = line_of(Household, "address")
    phone = line_of(Household, "phone", widget=forms.TextInput(attrs={"inputmode": "tel"}))
    local_minority = forms.BooleanField(label="hộ dân tộc thiểu số tại chỗ", required=False)
    merit = forms.BooleanField(label="có thành viên là người có công với cách mạng", required=False)
    social_protection = forms.BooleanField(
        label="có thành viên hưởng trợ cấp xã hội hằng tháng", required=False
    )
    farming = forms.BooleanField(label="làm nông, lâm, ngư nghiệp", required=False)

    @staticmethod
    def stored(household: Household) -> dict[str, Any]:
        """The fields as they stand."""
        return {name: getattr(household, name) for name in HouseholdForm.base_fields}

    @property
    def lines(self) -> list[BoundField]:
        return [field for field in self if field.name not in FLAGS]

    @property
    def ticks(self) -> list[BoundField]:
        return [self[name] for name in FLAGS]


class HouseholdNewForm(HouseholdForm):
    """A household that comes onto the list: also where it lives, since when, and how it came."""

    kind = forms.ChoiceField(
        label="ghi vì",
        choices=[
            (kind, upper_first(EVENT_LABELS[kind])) for kind in (EventKind.REGISTERED, EventKind.MOVED_IN)
        ],
        error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
    )
    valid_from = event_date("từ ngày")

    def __init__(self, *args: Any, hamlets: HamletQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hamlet"] = hamlet_field(hamlets)
        self.order_fields(["hamlet", "code", "kind", "valid_from", "address", "phone", *FLAGS])

    def clean_valid_from(self) -> dt.date:
        date: dt.date = self.cleaned_data["valid_from"]
        if date > timezone.localdate():
            raise forms.ValidationError("Ngày ở tương lai; ghi khi đã đến ngày.")
        if date.year < FIRST_YEAR:
            raise forms.ValidationError("Ghi ngày như 05/01/2026.")
        return date


class MemberForm(forms.Form):
    """A person. The number of somebody known is shown masked: left as it is it stays, another replaces it.

    Health stands in the form only `with_health`; without, what is stored of it stays.
    """

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = line_of(Member, "name", error_messages={"required": "Nhập họ và tên."})
    relation = choice_of(Member, "relation", choices=RELATIONS)
    sex = choice_of(Member, "sex", choices=[("", "chưa rõ"), *labelled(Sex, SEX_LABELS)])
    birth = BirthField(
        label="ngày hoặc năm sinh",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "05/01/1980", "autocomplete": "off"}),
    )
    ethnicity = forms.ChoiceField(
        label="dân tộc", required=False, error_messages={"invalid_choice": BAD_CHOICE}
    )
    personal_number = LineField(
        label="số định danh cá nhân",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    labour_capacity = known_or_not("có khả năng lao động")
    disability = known_or_not("khuyết tật")
    illness = line_of(Member, "illness")

    def __init__(
        self,
        *args: Any,
        people: Mapping[UUID, Member],
        groups: Sequence[tuple[str, str]],
        with_health: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        cast("forms.ChoiceField", self.fields["ethnicity"]).choices = [("", "chưa rõ"), *groups]
        if not with_health:
            for name in HEALTH:
                del self.fields[name]

    @staticmethod
    def stored(member: Member) -> dict[str, Any]:
        """The fields as they are shown of somebody known."""
        shown = {name: getattr(member, name) for name in ("id", "name", "relation", "sex", "illness")}
        tristate = {None: "", True: "1", False: "0"}
        return shown | {
            "birth": shown_birth(member),
            "ethnicity": member.ethnicity_id or "",
            "personal_number": member.masked_number,
            "labour_capacity": tristate[member.labour_capacity],
            "disability": tristate[member.disability],
        }

    @property
    def known(self) -> Member | None:
        """Who the row is about; None for somebody new."""
        return self.people.get(self.cleaned_data.get("id"))  # type: ignore[arg-type]  # None is nobody

    def clean_personal_number(self) -> str:
        given: str = self.cleaned_data["personal_number"]
        if self.known and given == self.known.masked_number:
            return self.known.personal_number
        if self.cleaned_data.get("id") and not self.known:
            return ""  # somebody who has left meanwhile: the row is passed over
        number = re.sub(r"[ .]", "", given)
        if number and (violation := personal_number_violation(number)):
            raise forms.ValidationError(violation)
        return number

    def content(self) -> MemberContent:
        """The person as typed; only of a valid form."""
        given, known = self.cleaned_data, self.known
        birth_date, birth_year = given["birth"]
        return MemberContent(
            name=given["name"],
            relation=Relation(given["relation"]),
            sex=Sex(given["sex"]) if given["sex"] else None,
            birth_date=birth_date,
            birth_year=birth_year,
            ethnicity=given["ethnicity"],
            personal_number=given["personal_number"],
            labour_capacity=given["labour_capacity"],
            disability=given.get("disability", known.disability if known else None),
            illness=given.get("illness", known.illness if known else ""),
        )


class MemberRows(BaseFormSet):  # type: ignore[type-arg]  # cannot be subscripted when it runs
    """The members of a household, those known first, and blank rows for more."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": "Trang gửi lên thiếu phần nhân khẩu; tải lại trang rồi nhập lại.",
        "too_many_forms": "Nhiều nhất %(num)d nhân khẩu.",
    }

    @property
    def has_errors(self) -> bool:
        return self.is_bound and not self.is_valid()

    @property
    def typed(self) -> list[MemberForm]:
        """The rows that say somebody; only of valid rows."""
        return [form for form in self.forms if form.cleaned_data.get("name")]

    def refuse(self, sentence: str) -> None:
        """An error of all the members, found on saving."""
        self.non_form_errors().append(sentence)


def member_rows(
    data: Any, *, people: Sequence[Member] = (), with_health: bool, blank: int = BLANK_ROWS
) -> MemberRows:
    """The members as a form: those known as they stand, or as they were sent."""
    made = formset_factory(
        MemberForm,
        formset=MemberRows,
        extra=blank,
        max_num=MAX_PEOPLE,
        absolute_max=MAX_PEOPLE + 40,
        validate_max=True,
    )
    rows = made(
        data,
        prefix="members",
        # What was sent is not compared with rows that may have moved meanwhile.
        initial=[] if data is not None else [MemberForm.stored(member) for member in people],
        form_kwargs={
            "people": {member.pk: member for member in people},
            "groups": ethnicities(),
            "with_health": with_health,
        },
    )
    return cast("MemberRows", rows)


def numbers_are_free(
    forms: Sequence[MemberForm], *, unit: AdministrativeUnit, household: Household | None = None
) -> bool:
    """Whether no number typed is in use in another household of the commune; says where on the field."""
    typed = {
        form.cleaned_data["personal_number"]: form for form in forms if form.cleaned_data["personal_number"]
    }
    places = numbers_kept(unit=unit, numbers=typed, without=household)
    for number, place in places.items():
        typed[number].add_error("personal_number", f"Số này đang ở {place}; kiểm tra lại số.")
    return not places


def household_content(form: HouseholdForm, rows: MemberRows, *, hamlet_id: int) -> HouseholdContent:
    """The household as typed; only of valid forms."""
    given = {name: form.cleaned_data[name] for name in HouseholdForm.base_fields}
    return HouseholdContent(hamlet_id=hamlet_id, members=tuple(row.content() for row in rows.typed), **given)
