"""The lists of a plan, a row each, and who signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from plans.actions.writing import MAX_PARTS, PartModel
from plans.compose import PlanSource
from plans.forms.outlook import GroupForm, IndicatorForm, ProjectForm, ProspectForm, RoadmapForm
from plans.forms.writing import ProseForm
from plans.models import (
    Duty,
    FundingSource,
    HouseholdGroup,
    IndicatorTarget,
    LegalBasis,
    Plan,
    Project,
    ProspectCount,
    Recipient,
    RoadmapYear,
    Signatory,
    Slip,
)
from plans.rules import REPORT_PERIOD_LABELS, LibraryKind, ReportPeriod
from povertyplan.common.choices import labelled
from povertyplan.common.forms import Rows, choice_of, line_of, rows_of


class BasisForm(ProseForm):
    """One document the plan rests on."""

    lead = line_of(LegalBasis, "lead", initial="Căn cứ")
    kind = line_of(
        LegalBasis,
        "kind",
        error_messages={"required": "Nhập loại văn bản, hoặc đánh dấu Bỏ."},
    )
    number = line_of(LegalBasis, "number")
    date = forms.DateField(
        label="ngày",
        required=False,
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput(
            format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}
        ),
        error_messages={"invalid": "Nhập ngày dạng 27/01/2021."},
    )
    body = line_of(LegalBasis, "body")
    subject = line_of(LegalBasis, "subject", widget=forms.Textarea(attrs={"rows": 2}))


class DutyForm(ProseForm):
    """One actor and the tasks."""

    prose = ("text",)

    actor = line_of(Duty, "actor", error_messages={"required": "Nhập đơn vị, người, hoặc đánh dấu Bỏ."})
    kind = choice_of(Duty, "kind", initial="office")
    text = line_of(Duty, "text", widget=forms.Textarea(attrs={"rows": 5}))
    report_period = choice_of(
        Duty,
        "report_period",
        choices=[("", "không định kỳ"), *labelled(ReportPeriod, REPORT_PERIOD_LABELS)],
    )
    report_due = line_of(Duty, "report_due")
    report_to = line_of(Duty, "report_to")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("report_period") and (given.get("report_due") or given.get("report_to")):
            self.add_error("report_period", "Chọn kỳ báo cáo, hoặc để trống hạn và nơi gửi báo cáo.")
        return given


class FundingForm(ProseForm):
    """One source of money."""

    prose = ("text",)

    text = line_of(
        FundingSource,
        "text",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Nhập nguồn kinh phí, hoặc đánh dấu Bỏ."},
    )


class RecipientForm(ProseForm):
    """One line below "Nơi nhận"."""

    name = line_of(Recipient, "name", error_messages={"required": "Nhập nơi nhận, hoặc đánh dấu Bỏ."})
    mark = line_of(Recipient, "mark")


class SlipForm(ProseForm):
    """One thing that a correction sets right."""

    where = line_of(Slip, "where", error_messages={"required": "Nhập vị trí, hoặc đánh dấu Bỏ."})
    printed = line_of(Slip, "printed", widget=forms.Textarea(attrs={"rows": 2}))
    correct = line_of(Slip, "correct", widget=forms.Textarea(attrs={"rows": 2}))


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the plan's lists: what it holds, how a row is edited, and how the page speaks of it."""

    key: str
    model: PartModel
    form: type[ProseForm]
    heading: str
    hint: str
    library: LibraryKind | None = None  # what the commune's library holds of it

    def stored(self, plan: Plan) -> list[dict[str, Any]]:
        """The rows as they stand."""
        fields = tuple(self.form.base_fields)
        return list(self.model._default_manager.filter(plan=plan).order_by("order", "pk").values(*fields))

    def rows(self, source: PlanSource, data: Mapping[str, Any] | None) -> Rows:
        """The list as a form: as it stands, or as it was sent."""
        made = rows_of(self.form, at_most=MAX_PARTS)
        return made(data, prefix="rows", initial=self.stored(source.plan), form_kwargs={"source": source})


PARTS = {
    part.key: part
    for part in (
        Part(
            key="bases",
            model=LegalBasis,
            form=BasisForm,
            heading="Căn cứ",
            hint="Mỗi khung một văn bản (luật, nghị định, quyết định…); phần nào chưa biết thì để trống.",
            library=LibraryKind.BASIS,
        ),
        Part(
            key="duties",
            model=Duty,
            form=DutyForm,
            heading="Nhiệm vụ các đơn vị",
            hint="In ở mục có kèm “nhiệm vụ của từng đơn vị”. Trong ô, mỗi dòng một nhiệm vụ.",
            library=LibraryKind.ACTOR,
        ),
        Part(
            key="funding",
            model=FundingSource,
            form=FundingForm,
            heading="Nguồn kinh phí",
            hint="In ở mục có kèm “nguồn kinh phí”, đánh số 1, 2, 3…",
        ),
        Part(
            key="groups",
            model=HouseholdGroup,
            form=GroupForm,
            heading="Nhóm hộ",
            hint="In ở mục có kèm “nhóm hộ và cách hỗ trợ”. Số hộ đếm từ đợt rà soát đã khóa sổ: hộ nghèo có"
            " một trong các đặc điểm, nguyên nhân đã chọn.",
        ),
        Part(
            key="prospects",
            model=ProspectCount,
            form=ProspectForm,
            heading="Hộ dự kiến thoát nghèo",
            hint="Mỗi dòng là số hộ của một thôn, tổ theo một hướng. Chưa biết thôn, tổ thì ghi lý do.",
        ),
        Part(
            key="roadmap",
            model=RoadmapYear,
            form=RoadmapForm,
            heading="Lộ trình từng năm",
            hint="Số hộ còn lại cuối mỗi năm. Tỷ lệ chỉ nhập khi được giao sẵn; có tổng số hộ thì để trống.",
        ),
        Part(
            key="indicators",
            model=IndicatorTarget,
            form=IndicatorForm,
            heading="Chỉ tiêu theo chiều thiếu hụt",
            hint="Mỗi khung một chỉ tiêu; nội dung chưa có con số thì để trống ô số.",
        ),
        Part(
            key="projects",
            model=Project,
            form=ProjectForm,
            heading="Dự án, tiểu dự án",
            hint="Tiểu dự án đứng sau dự án của nó. In ở mục có kèm “dự án, tiểu dự án”.",
        ),
        Part(
            key="recipients",
            model=Recipient,
            form=RecipientForm,
            heading="Nơi nhận",
            hint="Ghi chú in trong ngoặc, ví dụ (b/c). Dòng cuối thường là “Lưu: VT”.",
            library=LibraryKind.RECIPIENT,
        ),
        Part(
            key="slips",
            model=Slip,
            form=SlipForm,
            heading="Chỗ sai cần đính chính",
            hint="Vị trí ghi như trên giấy, ví dụ “Mục II, khoản 1”; in thành bảng Đã in – Sửa lại là.",
        ),
    )
}

PRESETS = (
    "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    "CHỦ TỊCH",
    "Q. CHỦ TỊCH",
    "TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG",
    "TUQ. CHỦ TỊCH\nTRƯỞNG PHÒNG KINH TẾ",
    "TM. ỦY BAN NHÂN DÂN\nQ. CHỦ TỊCH",
)
OWN = "own"


class SignatoryForm(forms.Form):
    """The authority lines, chosen or written, and the signer."""

    preset = forms.ChoiceField(
        label="thẩm quyền ký",
        choices=[
            *((str(number), preset.replace("\n", " / ")) for number, preset in enumerate(PRESETS)),
            (OWN, "tự ghi ở ô dưới"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn thẩm quyền ký.", "invalid_choice": "Chọn thẩm quyền ký."},
    )
    lines = line_of(
        Signatory,
        "lines",
        label="tự ghi thẩm quyền ký",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng in một dòng; chỉ dùng khi chọn “tự ghi”.",
    )
    name = line_of(
        Signatory,
        "name",
        help_text="Không ghi học hàm, học vị.",
        widget=forms.TextInput(attrs={"list": "office-holders", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        preset, own = self.cleaned_data.get("preset"), self.cleaned_data.get("lines")
        if preset == OWN and own == "":
            self.add_error("lines", "Ghi thẩm quyền ký, hoặc chọn một mẫu ở trên.")
        elif preset not in (None, OWN) and own:
            self.add_error("preset", "Đang chọn mẫu mà ô tự ghi vẫn có chữ: chọn “tự ghi”, hoặc xóa ô đó.")
        return self.cleaned_data

    @property
    def authority(self) -> str:
        """The lines as chosen."""
        preset = self.cleaned_data["preset"]
        return str(self.cleaned_data["lines"]) if preset == OWN else PRESETS[int(preset)]

    @staticmethod
    def stored(signatory: Signatory | None) -> dict[str, str]:
        """The stored signatory by field; a preset is shown as chosen."""
        lines = signatory.lines if signatory else ""
        preset = str(PRESETS.index(lines)) if lines in PRESETS else OWN if lines else "0"
        return {
            "preset": preset,
            "lines": lines if preset == OWN else "",
            "name": signatory.name if signatory else "",
        }
