"""What is typed of rounds, requests, meetings, postings, complaints and decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from households.models import (
    Complaint,
    Hamlet,
    Household,
    Posting,
    ReviewRequest,
    ReviewRound,
    VillageMeeting,
)
from households.models.places import HamletQuerySet
from households.models.rounds import ReviewRoundQuerySet
from households.rules import STAGE_LABELS, RoundKind, Stage
from povertyplan.common.dates import FIRST_YEAR, LAST_YEAR
from povertyplan.common.forms import BAD_CHOICE, CountField, DayField, LineField, choice_of, line_of

FUTURE = "Ngày này chưa tới; kiểm tra lại."
CHOICE = {"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE}


def past_day(label: str, **options: Any) -> DayField:
    """A day that has come: today at the latest."""
    return DayField(label=label, validators=[_has_come], **options)


def _has_come(day: dt.date) -> None:
    if day > timezone.localdate():
        raise forms.ValidationError(FUTURE)


class RoundForm(forms.Form):
    """A new round."""

    kind = choice_of(ReviewRound, "kind", widget=forms.RadioSelect)
    year = CountField(label="năm")
    month = CountField(label="tháng", required=False, help_text="Chỉ ghi cho đợt thường xuyên.")
    start_date = DayField(label="ngày bắt đầu")
    reference_date = DayField(
        label="kết quả tính đến ngày",
        help_text="Kết quả của đợt là số liệu tại ngày này; đợt định kỳ thường là 31/12.",
    )

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(f"Năm từ {FIRST_YEAR} đến {LAST_YEAR}.")
        return year

    def clean_month(self) -> int | None:
        month: int | None = self.cleaned_data["month"]
        if month is not None and not 1 <= month <= 12:
            raise forms.ValidationError("Tháng từ 1 đến 12.")
        return month

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        monthly = given.get("kind") == RoundKind.MONTHLY
        if monthly and given.get("month") is None and "month" not in self.errors:
            self.add_error("month", "Đợt thường xuyên phải ghi tháng.")
        if not monthly:
            given["month"] = None
        start, end = given.get("start_date"), given.get("reference_date")
        if start and end and end < start:
            self.add_error("reference_date", "Ngày tính kết quả không thể trước ngày bắt đầu.")
        return given


class ReopenForm(forms.Form):
    """Back to an earlier step, with why."""

    to = forms.TypedChoiceField(label="quay lại bước", coerce=Stage, error_messages=CHOICE)
    reason = LineField(label="lý do", max_length=200)

    def __init__(self, *args: Any, stages: tuple[Stage, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(stage.value, STAGE_LABELS[stage]) for stage in reversed(stages)]


class DecisionForm(forms.Form):
    """The decision that recognises the results."""

    number = line_of(ReviewRound, "decision_number", required=True, help_text="Ví dụ 215/QĐ-UBND.")
    date = past_day("ngày quyết định")


class RequestForm(forms.Form):
    """A request as it came in."""

    applicant = line_of(ReviewRequest, "applicant")
    hamlet = forms.ModelChoiceField(
        label="thôn, tổ", queryset=Hamlet.objects.none(), empty_label="", error_messages=CHOICE
    )
    received_date = past_day("ngày nhận")
    reason = line_of(ReviewRequest, "reason")
    round = forms.ModelChoiceField(
        label="đợt rà soát",
        queryset=ReviewRound.objects.none(),
        required=False,
        empty_label="chưa xếp vào đợt nào",
        error_messages=CHOICE,
    )

    def __init__(
        self, *args: Any, hamlets: HamletQuerySet, rounds: ReviewRoundQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("hamlet", hamlets), ("round", rounds)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = choices


class SearchForm(forms.Form):
    """Words of a household's head, code or address."""

    text = LineField(label="tên chủ hộ, mã hộ hoặc địa chỉ", max_length=100)


class PickForm(forms.Form):
    """Households chosen from what a search found."""

    households = forms.ModelMultipleChoiceField(
        queryset=Household.objects.none(),
        error_messages={
            "required": "Đánh dấu hộ cần chọn.",
            "invalid_choice": BAD_CHOICE,
            "invalid_pk_value": BAD_CHOICE,
            "invalid_list": BAD_CHOICE,
        },
    )

    def __init__(self, *args: Any, households: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["households"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = households


class AnswerForm(forms.Form):
    """What an applicant was told."""

    answered_date = past_day("ngày trả lời")
    answer = line_of(ReviewRequest, "answer", required=True)


class MeetingForm(forms.Form):
    """The meeting of a hamlet, as its minutes say."""

    held_date = past_day("ngày họp")
    held_time = forms.TimeField(
        label="giờ họp",
        widget=forms.TimeInput(attrs={"placeholder": "hh:mm", "autocomplete": "off"}, format="%H:%M"),
        error_messages={"required": "Chưa nhập mục này.", "invalid": "Nhập giờ dạng 19:30."},
    )
    place = line_of(VillageMeeting, "place")
    chair = line_of(VillageMeeting, "chair")
    chair_position = line_of(VillageMeeting, "chair_position")
    secretary = line_of(VillageMeeting, "secretary")
    households_invited = CountField(label="số hộ được mời")
    households_present = CountField(label="số hộ dự họp")
    committee_members = CountField(label="đại diện Ban Chỉ đạo", required=False)
    organisation_members = CountField(label="đại diện tổ chức Đảng, đoàn thể", required=False)
    front_members = CountField(label="đại diện MTTQ xã", required=False)
    surveyors = CountField(label="rà soát viên", required=False)
    attendees = CountField(label="số người dự họp")
    votes_for = CountField(label="số người đồng ý", help_text="Đạt khi từ 50% số người dự họp trở lên.")
    opinions = line_of(VillageMeeting, "opinions", widget=forms.Textarea(attrs={"rows": 4}))

    COUNTS = (
        *("households_invited", "households_present", "committee_members", "organisation_members"),
        *("front_members", "surveyors", "attendees", "votes_for"),
    )
    MOST = 9_999

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for name in self.COUNTS:
            if (given.get(name) or 0) > self.MOST:
                self.add_error(name, "Số quá lớn: nhiều nhất là 9.999.")
        for less, more, sentence in (
            ("votes_for", "attendees", "Có {} người dự họp, số đồng ý không thể là {}."),
            ("households_present", "households_invited", "Mời {} hộ, số hộ dự không thể là {}."),
        ):
            low, high = given.get(less), given.get(more)
            if low is not None and high is not None and low > high:
                self.add_error(less, sentence.format(high, low))
        return given

    def fields_of_meeting(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        day, time = given.pop("held_date"), given.pop("held_time")
        counts = {name: given[name] or 0 for name in self.COUNTS}
        return given | counts | {"held_at": timezone.make_aware(dt.datetime.combine(day, time))}


class PostingForm(forms.Form):
    """A list that was hung up."""

    posted_date = past_day("niêm yết từ ngày")
    places = line_of(Posting, "places")


class ComplaintForm(forms.Form):
    """What somebody objects to."""

    complainant = line_of(Complaint, "complainant")
    received_date = past_day("ngày nhận")
    text = line_of(Complaint, "text", several=True, widget=forms.Textarea(attrs={"rows": 3}))


class RecheckForm(forms.Form):
    """What the re-check found."""

    answered_date = past_day("ngày phúc tra")
    answer = line_of(
        Complaint, "answer", several=True, required=True, widget=forms.Textarea(attrs={"rows": 3})
    )
