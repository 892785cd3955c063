"""The periods of a calendar, who owes a report for them, that it was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from povertyplan.common.forms import DayField, IdsField, line_of
from reports.actions import DATES, PeriodContent
from reports.models import DutyReport, ReportingPeriod
from reports.queries import DutyState
from reports.rules import PeriodProposal, date_refusals


class PeriodForm(forms.Form):
    """Name and dates of a period of a year."""

    name = line_of(ReportingPeriod, "name")
    start_date = DayField(label="từ ngày")
    closing_date = DayField(label="chốt số liệu ngày")
    due_date = DayField(label="hạn báo cáo")

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    @property
    def dates(self) -> dict[str, dt.date]:
        """The clean dates, by name."""
        return {name: self.cleaned_data[name] for name in DATES}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if set(DATES) <= data.keys():
            for field, sentence in date_refusals(year=self.year, **self.dates).items():
                self.add_error(field, sentence)
        return data


class PeriodEditForm(PeriodForm):
    """A period as it stands, and by which paper it was reported."""

    reported_as = line_of(ReportingPeriod, "reported_as")


class ProposedForm(PeriodForm):
    """A proposed period."""

    use_required_attribute = False  # only one that is ticked has to be complete
    ticked = forms.BooleanField(required=False)

    def __init__(self, *args: Any, proposal: PeriodProposal, **kwargs: Any) -> None:
        super().__init__(*args, prefix=_prefix(proposal), **kwargs)
        self.proposal = proposal

    @property
    def content(self) -> PeriodContent:
        """The period as it is to be added."""
        return PeriodContent(slot=self.proposal.slot, name=self.cleaned_data["name"], **self.dates)


def _prefix(proposal: PeriodProposal) -> str:
    return f"{proposal.slot.kind}-{proposal.slot.number}"


def proposed_forms(
    proposals: Sequence[PeriodProposal], *, year: int, today: dt.date, data: QueryDict | None
) -> list[ProposedForm]:
    """A form for each proposal: as proposed, those ticked that are usual and not past; or as sent, only those
    bound that were ticked.
    """
    made = []
    for each in proposals:
        sent, initial = None, {name: getattr(each, name) for name in ("name", *DATES)}
        initial["ticked"] = each.is_usual and each.due_date >= today
        if data is not None:
            sent = data if data.get(f"{_prefix(each)}-ticked") else None
            initial = {name: data.get(f"{_prefix(each)}-{name}", initial[name]) for name in ("name", *DATES)}
        made.append(ProposedForm(sent, proposal=each, year=year, initial=initial))
    return made


class ReopenForm(forms.Form):
    """Why a closed period is opened again."""

    reason = line_of(ReportingPeriod, "reopen_reason", label="lý do mở lại", required=True)


class DutyReportForm(forms.Form):
    """Somebody who owes a report and whom the plan does not name."""

    actor = line_of(DutyReport, "actor")
    addressee = line_of(DutyReport, "addressee")
    due_date = DayField(label="hạn gửi")


class SentForm(forms.Form):
    """Who has sent, when, and what shows it."""

    ids = IdsField(label="đơn vị", error_messages={"required": "Đánh dấu ít nhất một đơn vị đã gửi."})
    sent_date = DayField(label="ngày gửi")
    evidence = line_of(
        DutyReport, "evidence", required=True, help_text="Số, ký hiệu văn bản hoặc cách nhận báo cáo."
    )

    def clean_sent_date(self) -> dt.date:
        date: dt.date = self.cleaned_data["sent_date"]
        if date > timezone.localdate():
            raise forms.ValidationError("Ngày gửi chưa đến.")
        return date


def duty_state(chosen: str) -> DutyState | None:
    """What the list is filtered by; what is no state filters nothing."""
    return DutyState(chosen) if chosen in set(DutyState) else None
