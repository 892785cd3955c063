"""From what is typed, or stands in a row of a workbook, to the facts that only reports need."""

from __future__ import annotations

from django import forms

from povertyplan.common.forms import AmountField, DayField, choice_of, line_of
from reports.models import CapitalEntry, FundEntry, Guidance, Inspection
from reports.resources.facts import FactKind

MOST_MONEY = 999_999_999_999  # đồng


class FactForm(forms.Form):
    """A fact with its day, the same for a page and for a row of a workbook."""

    date = DayField(label="ngày")


class CapitalForm(FactForm):
    """Capital allocated to a project or disbursed by it."""

    project = line_of(CapitalEntry, "project")
    source = line_of(CapitalEntry, "source")
    kind = choice_of(CapitalEntry, "kind")
    flow = choice_of(CapitalEntry, "flow")
    amount = AmountField(
        label="số tiền (đồng)",
        at_most=MOST_MONEY,
        may_be_negative=True,
        help_text="Vốn bị cắt giảm, thu hồi thì ghi số âm.",
    )
    note = line_of(CapitalEntry, "note")


class FundForm(FactForm):
    """Money into a fund or out of it."""

    fund = choice_of(FundEntry, "fund")
    flow = choice_of(FundEntry, "flow")
    amount = AmountField(label="số tiền (đồng)", at_most=MOST_MONEY)
    about = line_of(FundEntry, "about")


class GuidanceForm(FactForm):
    """A document that the commune issued to lead the work."""

    number = line_of(Guidance, "number")
    kind = line_of(Guidance, "kind", help_text="Ví dụ: Kế hoạch, Quyết định, Công văn.")
    subject = line_of(Guidance, "subject", several=True)


class InspectionForm(FactForm):
    """An inspection."""

    place = line_of(Inspection, "place")
    team = line_of(Inspection, "team")
    conclusion = line_of(Inspection, "conclusion")


class LateForm(forms.Form):
    """Whether a fact of a closed period is recorded all the same; the next report tells it."""

    late = forms.BooleanField(
        label="Ghi bổ sung sau khi khóa kỳ báo cáo (báo cáo kỳ sau sẽ nêu)", required=False
    )


FACT_KINDS = {
    kind.key: kind
    for kind in (
        FactKind(
            key="von",
            heading="Vốn dự án",
            noun="khoản vốn",
            model=CapitalEntry,
            form=CapitalForm,
            headings={
                "date": ("Ngày", "ngay thang", "ngay giao", "ngay giai ngan", "thoi gian"),
                "project": ("Dự án, tiểu dự án", "du an", "tieu du an", "ten du an", "noi dung", "hang muc"),
                "source": ("Nguồn vốn", "nguon", "nguon kinh phi"),
                "kind": ("Loại vốn", "von"),
                "flow": ("Giao, giải ngân", "giao giai ngan", "giao hay giai ngan", "loai"),
                "amount": ("Số tiền (đồng)", "so tien", "so von", "kinh phi", "thanh tien"),
                "note": ("Ghi chú",),
            },
        ),
        FactKind(
            key="quy",
            heading="Thu, chi quỹ",
            noun="khoản thu, chi quỹ",
            model=FundEntry,
            form=FundForm,
            headings={
                "date": ("Ngày", "ngay thang", "ngay thu", "ngay chi", "thoi gian"),
                "fund": ("Quỹ", "ten quy", "loai quy"),
                "flow": ("Thu, chi", "thu chi", "thu hay chi", "loai"),
                "amount": ("Số tiền (đồng)", "so tien", "thanh tien"),
                "about": ("Nội dung", "dien giai", "ly do", "noi dung thu chi"),
            },
        ),
        FactKind(
            key="van-ban",
            heading="Văn bản chỉ đạo đã ban hành",
            noun="văn bản",
            model=Guidance,
            form=GuidanceForm,
            headings={
                "date": ("Ngày ban hành", "ngay", "ngay thang", "ngay ky", "ngay thang van ban"),
                "number": ("Số, ký hiệu", "so", "so van ban", "so hieu", "so ky hieu van ban"),
                "kind": ("Loại văn bản", "loai", "ten loai"),
                "subject": ("Trích yếu", "noi dung", "ten van ban", "trich yeu noi dung"),
            },
        ),
        FactKind(
            key="kiem-tra",
            heading="Kiểm tra, giám sát",
            noun="cuộc kiểm tra, giám sát",
            model=Inspection,
            form=InspectionForm,
            headings={
                "date": ("Ngày", "ngay thang", "ngay kiem tra", "thoi gian"),
                "place": ("Nơi kiểm tra", "dia diem", "noi", "don vi duoc kiem tra", "thon"),
                "team": ("Đoàn kiểm tra", "doan", "thanh phan", "don vi kiem tra"),
                "conclusion": ("Kết luận", "ket qua", "noi dung"),
            },
        ),
    )
}
