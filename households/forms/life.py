"""From what is typed to clean values: what happens in the life of a household."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from households.forms.register import RELATIONS, MemberForm, event_date, hamlet_field
from households.models import Household, HouseholdEvent, Member
from households.models.places import HamletQuerySet
from households.rules import EVENT_LABELS, RELATION_LABELS, EventKind, Relation
from povertyplan.common.forms import BAD_CHOICE, LineField, line_of
from povertyplan.common.text import upper_first

STAYS = ("", "Ở lại")


class EventForm(forms.Form):
    """Something that happened on a day; the day is never guessed."""

    date = event_date("ngày xảy ra")
    note = line_of(HouseholdEvent, "note")

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)


class RelationsForm(EventForm):
    """An event in which members have another relation from now on: a choice each."""

    def __init__(
        self,
        *args: Any,
        members: Sequence[Member],
        without: Collection[Relation] = (),
        blank: tuple[str, str] = ("", "Chọn…"),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {f"of_{member.pk}": member.pk for member in members}
        choices = [(one, upper_first(label)) for one, label in RELATION_LABELS.items() if one not in without]
        for name, member in zip(self.members, members, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=f"{member.name} ({member.birth_year or 'chưa rõ năm sinh'})",
                choices=[blank, *choices],
                required=blank != STAYS,
                error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
            )

    @property
    def people(self) -> list[BoundField]:
        """The choice of each member."""
        return [self[name] for name in self.members]

    @property
    def others(self) -> list[BoundField]:
        """What is asked besides."""
        return [field for field in self if field.name not in self.members]

    def given(self) -> dict[str, Any]:
        relations: dict[UUID, Relation] = {
            id: Relation(self.cleaned_data[name])
            for name, id in self.members.items()
            if self.cleaned_data[name]
        }
        rest = {name: value for name, value in self.cleaned_data.items() if name not in self.members}
        return rest | {"relations": relations}


class SplitForm(RelationsForm):
    """Who goes, and in which relation to the new head; where they live from now on."""

    code = line_of(Household, "code", label="mã hộ mới")
    address = line_of(Household, "address", label="địa chỉ mới")

    def __init__(self, *args: Any, hamlets: HamletQuerySet, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, members=members, blank=STAYS, **kwargs)
        self.fields["hamlet"] = hamlet_field(hamlets)
        self.order_fields(["date", "hamlet", "address", "code", "note"])


class HeadForm(RelationsForm):
    """Everybody's relation to the new head, who is among them."""


class MergeForm(RelationsForm):
    """Which household takes them in, found by what was typed, and in which relation each."""

    text = LineField(
        label="hộ nhận: tên chủ hộ hoặc mã hộ",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Có dấu hay không dấu đều được; gõ rồi bấm Tìm hộ.",
    )

    def __init__(
        self, *args: Any, matches: Sequence[Household], members: Sequence[Member], **kwargs: Any
    ) -> None:
        super().__init__(*args, members=members, without=(Relation.HEAD,), **kwargs)
        self.matches = {str(household.pk): household for household in matches}
        self.fields["into"] = forms.ChoiceField(
            label="nhập vào hộ",
            choices=[
                (key, ", ".join(filter(None, (one.head.name, one.code, one.hamlet.full_name))))
                for key, one in self.matches.items()
            ],
            widget=forms.RadioSelect,
            error_messages={"required": "Chọn hộ nhận.", "invalid_choice": "Chọn hộ nhận trong danh sách."},
        )
        self.order_fields(["text", "into"])

    def given(self) -> dict[str, Any]:
        given = super().given()
        del given["text"]
        return given | {"into": self.matches[given["into"]]}


class HouseholdMoveForm(EventForm):
    """Where the household goes within the commune."""

    address = line_of(Household, "address", label="địa chỉ mới")

    def __init__(self, *args: Any, hamlets: HamletQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hamlet"] = hamlet_field(hamlets, label="chuyển đến")
        self.order_fields(["hamlet", "address", "date"])


def _kind(*kinds: EventKind) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="sự việc",
        choices=[("", "Chọn…"), *((kind, upper_first(EVENT_LABELS[kind])) for kind in kinds)],
        coerce=EventKind,
        error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
    )


class EndForm(EventForm):
    """Why a household leaves the list."""

    kind = _kind(EventKind.MOVED_OUT, EventKind.CLOSED)
    note = line_of(HouseholdEvent, "note", label="lý do", required=True)
    field_order = ("kind", "date", "note")

    def given(self) -> dict[str, Any]:
        given = super().given()
        return {"reason" if name == "note" else name: value for name, value in given.items()}


class LeaveForm(EventForm):
    """Who lives in the household no longer."""

    kind = _kind(EventKind.MEMBER_LEFT, EventKind.MEMBER_DIED)
    field_order = ("member", "kind", "date", "note")

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        self.fields["member"] = forms.ChoiceField(
            label="nhân khẩu",
            choices=[("", "Chọn…"), *((key, member.name) for key, member in self.members.items())],
            error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
        )
        self.order_fields(self.field_order)

    def given(self) -> dict[str, Any]:
        given = super().given()
        return given | {"member": self.members[given["member"]]}


class JoinForm(MemberForm, EventForm):
    """Who comes into the household."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, people={}, **kwargs)
        del self.fields["id"]
        relation = cast("forms.ChoiceField", self.fields["relation"])
        relation.choices = [choice for choice in RELATIONS if choice[0] != Relation.HEAD]
        self.order_fields(["name", "relation", "date"])

    def given(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"content": self.content(), "date": given["date"], "note": given["note"]}
