"""Who helps which household: picked on the board, and all that is said of one assignment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from assignments.models import Agency, Assignment, AssignmentBlock
from assignments.rules import HELP_LABELS, AssignmentContent, HelpContent, Scheme, contents_of
from povertyplan.common.forms import BAD_CHOICE, DayField, LineField, choice_of, line_of
from povertyplan.common.text import upper_first

UNREADABLE = "Có lựa chọn không đọc được; tải lại trang."
ONE_DAY = dt.timedelta(days=1)
HELP_CHOICES = [(content.value, upper_first(label)) for content, label in HELP_LABELS.items()]


class IdsField(forms.Field):
    """Records picked by their ids; that they are the commune's, the action asks."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        texts = [str(each) for each in value or ()]
        if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in texts):
            raise forms.ValidationError(UNREADABLE, code="invalid")
        return list(dict.fromkeys(map(int, texts)))


class ContentsField(forms.MultipleChoiceField):
    """What the help is."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        messages = {"invalid_choice": BAD_CHOICE}
        super().__init__(
            label="nội dung giúp đỡ",
            choices=HELP_CHOICES,
            required=False,
            error_messages=messages,
            **options,
        )

    def clean(self, value: Any) -> frozenset[HelpContent]:
        return frozenset(map(HelpContent, super().clean(value)))


class PickForm(forms.Form):
    """Households of the board and the agency that is to help them."""

    households = IdsField(label="hộ", error_messages={"required": "Chọn ít nhất một hộ."})
    agency = forms.IntegerField(
        label="cơ quan chủ trì",
        max_value=2**31,
        error_messages=dict.fromkeys(("required", "invalid", "max_value"), "Chọn cơ quan chủ trì."),
    )
    supporters = IdsField(label="cơ quan phối hợp", required=False)
    contents = ContentsField()


class AssignmentForm(forms.Form):
    """All that an officer says of one assignment."""

    lead_agency = forms.TypedChoiceField(
        label="cơ quan chủ trì",
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), BAD_CHOICE),
    )
    supporters = forms.TypedMultipleChoiceField(
        label="cơ quan phối hợp",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": BAD_CHOICE},
    )
    block = forms.TypedChoiceField(
        label="khối",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": BAD_CHOICE},
    )
    contents = ContentsField()
    promise = line_of(Assignment, "promise", help_text="Ví dụ: một con bò giống trước 30/6.")
    person_in_charge = line_of(Assignment, "person_in_charge")
    valid_from = DayField(label="từ ngày")
    last_day = DayField(label="đến hết ngày")
    surveyed_date = DayField(
        label="ngày khảo sát", required=False, help_text="Để trống khi cơ quan chưa đến khảo sát."
    )
    scheme = choice_of(Assignment, "scheme")
    scheme_text = line_of(Assignment, "scheme_text", widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(
        self,
        data: Any = None,
        *,
        agencies: Sequence[Agency],
        blocks: Sequence[AssignmentBlock],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        named = [(agency.pk, agency.name) for agency in agencies]
        for name, choices in (
            ("lead_agency", named),
            ("supporters", named),
            ("block", [("", "Không theo khối"), *((block.pk, block.name) for block in blocks)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def content(self) -> AssignmentContent:
        """The clean values as the action wants them."""
        given = dict(self.cleaned_data)
        period = (given.pop("valid_from"), given.pop("last_day") + ONE_DAY)
        scheme, supporters = Scheme(given.pop("scheme")), frozenset(given.pop("supporters"))
        return AssignmentContent(**given, period=period, scheme=scheme, supporters=supporters)


def assignment_initial(assignment: Assignment, supporters: Collection[int]) -> dict[str, Any]:
    """What the form shows of an assignment."""
    return {
        "lead_agency": assignment.lead_agency_id,
        "supporters": sorted(supporters),
        "block": assignment.block_id,
        "contents": [content.value for content in HelpContent if content in contents_of(assignment.contents)],
        "promise": assignment.promise,
        "person_in_charge": assignment.person_in_charge,
        "valid_from": assignment.valid_from,
        "last_day": assignment.valid_to - ONE_DAY,
        "surveyed_date": assignment.surveyed_date,
        "scheme": assignment.scheme,
        "scheme_text": assignment.scheme_text,
    }


class WithdrawForm(forms.Form):
    """Why an assignment is taken back."""

    reason: LineField = line_of(
        Assignment, "withdrawn_reason", required=True, error_messages={"required": "Ghi lý do rút phân công."}
    )
