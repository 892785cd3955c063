"""The rules of decree 30/2020/NĐ-CP, annex I, to which a produced PDF is held: a code for scripts, a sentence
for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Names one rule; scripts depend on it."""

    PAPER = "paper"
    MARGIN_TOP = "margin_top"
    MARGIN_BOTTOM = "margin_bottom"
    MARGIN_LEFT = "margin_left"
    MARGIN_RIGHT = "margin_right"
    OUTSIDE = "outside_text_area"
    OVERLAP = "text_overlaps"
    CROSSED = "text_crosses_line"
    FONT = "font"
    BLACK = "black"
    DRAFT_MARK = "draft_mark"
    PAGE_NUMBER = "page_number"
    PAGE_NUMBER_FIRST = "page_number_first"
    PAGE_NUMBER_PLACE = "page_number_place"
    PAGE_NUMBER_TYPE = "page_number_type"
    SIZES_AGREE = "sizes_agree"
    LETTERHEAD_COLUMNS = "letterhead_columns"
    NATION = "nation"
    MOTTO = "motto"
    MOTTO_LINE = "motto_line"
    SUPERIOR = "superior"
    ISSUER = "issuer"
    ISSUER_LINE = "issuer_line"
    NUMBER_LINE = "number_line"
    DATE_LINE = "date_line"
    NUMBER_ROW = "number_row"
    TITLE_KIND = "title_kind"
    TITLE_SUBJECT = "title_subject"
    TITLE_LINE = "title_line"
    ADDRESSEES = "addressees"
    BASIS = "basis"
    BASIS_MARKS = "basis_marks"
    BODY_TYPE = "body_type"
    JUSTIFIED = "justified"
    INDENT = "indent"
    LINE_SPACING = "line_spacing"
    PARAGRAPH_SPACING = "paragraph_spacing"
    HEADING = "heading"
    HEADING_LAST = "heading_last"
    END_MARK = "end_mark"
    TABLE_HEAD = "table_head"
    TABLE_TYPE = "table_type"
    CLOSING_COLUMNS = "closing_columns"
    CLOSING_LEVEL = "closing_level"
    AUTHORITY = "authority"
    SIGNER = "signer"
    RECIPIENTS_HEAD = "recipients_head"
    RECIPIENTS = "recipients"
    SIGNATURE_ALONE = "signature_alone"
    SIGNATURE_SPLIT = "signature_split"
    APPENDIX_LABEL = "appendix_label"
    APPENDIX_TITLE = "appendix_title"
    APPENDIX_REFERENCE = "appendix_reference"


RULES = {
    Code.PAPER: "Khổ giấy A4, văn bản in dọc; chỉ phụ lục được in ngang.",
    Code.MARGIN_TOP: "Lề trên từ 20 đến 25 mm.",
    Code.MARGIN_BOTTOM: "Lề dưới từ 20 đến 25 mm.",
    Code.MARGIN_LEFT: "Lề trái từ 30 đến 35 mm.",
    Code.MARGIN_RIGHT: "Lề phải từ 15 đến 20 mm.",
    Code.OUTSIDE: "Không có gì in ra ngoài lề, trừ số trang.",
    Code.OVERLAP: "Chữ không chồng lên nhau.",
    Code.CROSSED: "Chữ nằm gọn trong ô, không đè lên đường kẻ.",
    Code.FONT: "Phông chữ Times New Roman (hoặc phông cùng kích thước chữ), nhúng trong tệp.",
    Code.BLACK: "Chữ và đường kẻ màu đen.",
    Code.DRAFT_MARK: "Dự thảo, và chỉ dự thảo, in DỰ THẢO trên mọi trang.",
    Code.PAGE_NUMBER: "Số trang đánh liên tục từ 1, phụ lục đánh số riêng.",
    Code.PAGE_NUMBER_FIRST: "Trang thứ nhất không in số trang.",
    Code.PAGE_NUMBER_PLACE: "Số trang nằm giữa, trong phần lề trên.",
    Code.PAGE_NUMBER_TYPE: "Số trang cỡ 13 đến 14, kiểu chữ đứng.",
    Code.SIZES_AGREE: "Cỡ chữ thống nhất: Tiêu ngữ và ngày tháng hơn Quốc hiệu 1 cỡ, nội dung cùng một cỡ.",
    Code.LETTERHEAD_COLUMNS: "Tên cơ quan ở bên trái, Quốc hiệu và Tiêu ngữ ở bên phải, ngang hàng nhau.",
    Code.NATION: "Quốc hiệu chữ in hoa, cỡ 12 đến 13, đứng, đậm.",
    Code.MOTTO: "Tiêu ngữ chữ in thường, cỡ 13 đến 14, đứng, đậm, canh giữa dưới Quốc hiệu.",
    Code.MOTTO_LINE: "Dưới Tiêu ngữ có đường kẻ dài bằng dòng chữ.",
    Code.SUPERIOR: "Cơ quan chủ quản chữ in hoa, cỡ 12 đến 13, đứng, không đậm.",
    Code.ISSUER: "Tên cơ quan ban hành chữ in hoa, cỡ 12 đến 13, đứng, đậm, canh giữa.",
    Code.ISSUER_LINE: "Dưới tên cơ quan có đường kẻ dài 1/3 đến 1/2 dòng chữ, ở giữa.",
    Code.NUMBER_LINE: "Số, ký hiệu cỡ 13, đứng, canh giữa dưới tên cơ quan; số dưới 10 có số 0 ở trước.",
    Code.DATE_LINE: "Địa danh và ngày tháng cỡ 13 đến 14, nghiêng, canh giữa dưới Tiêu ngữ.",
    Code.NUMBER_ROW: "Địa danh, ngày tháng cùng dòng với số, ký hiệu.",
    Code.TITLE_KIND: "Tên loại văn bản chữ in hoa, cỡ 13 đến 14, đứng, đậm, canh giữa.",
    Code.TITLE_SUBJECT: "Trích yếu chữ in thường, cỡ 13 đến 14, đứng, đậm, canh giữa.",
    Code.TITLE_LINE: "Dưới trích yếu có đường kẻ dài 1/3 đến 1/2 dòng chữ, ở giữa.",
    Code.ADDRESSEES: "“Kính gửi:” dưới trích yếu, cỡ 13 đến 14, đứng; nhiều nơi thì mỗi nơi một dòng, gạch"
    " đầu dòng thẳng dưới dấu hai chấm, cuối dòng có dấu chấm phẩy, dòng cuối dấu chấm.",
    Code.BASIS: "Căn cứ cỡ 13 đến 14, chữ nghiêng.",
    Code.BASIS_MARKS: "Mỗi căn cứ kết thúc bằng dấu chấm phẩy, căn cứ cuối bằng dấu chấm.",
    Code.BODY_TYPE: "Nội dung cỡ 13 đến 14, chữ đứng.",
    Code.JUSTIFIED: "Nội dung canh đều hai lề.",
    Code.INDENT: "Dòng đầu của đoạn lùi vào 1 cm hoặc 1,27 cm.",
    Code.LINE_SPACING: "Khoảng cách dòng từ dòng đơn đến 1,5 dòng.",
    Code.PARAGRAPH_SPACING: "Khoảng cách giữa các đoạn ít nhất 6 pt.",
    Code.HEADING: "Tiêu đề của mục chữ in hoa, cỡ 13 đến 14, đứng, đậm.",
    Code.HEADING_LAST: "Tiêu đề không nằm cuối trang.",
    Code.END_MARK: "Cuối nội dung có dấu “./.”.",
    Code.TABLE_HEAD: "Đầu bảng được in lại ở mỗi trang.",
    Code.TABLE_TYPE: "Chữ trong bảng từ 11 đến 14.",
    Code.CLOSING_COLUMNS: "Nơi nhận ở bên trái, chữ ký ở bên phải.",
    Code.CLOSING_LEVEL: "“Nơi nhận:” ngang hàng với thẩm quyền ký.",
    Code.AUTHORITY: "Thẩm quyền, chức vụ người ký chữ in hoa, cỡ 13 đến 14, đứng, đậm.",
    Code.SIGNER: "Họ tên người ký chữ in thường, cỡ 13 đến 14, đứng, đậm, canh giữa dưới chức vụ.",
    Code.RECIPIENTS_HEAD: "“Nơi nhận:” cỡ 12, nghiêng, đậm.",
    Code.RECIPIENTS: "Danh sách nơi nhận cỡ 11, đứng, không đậm.",
    Code.SIGNATURE_ALONE: "Phần ký không đứng một mình trên một trang.",
    Code.SIGNATURE_SPLIT: "Phần ký và nơi nhận nằm trọn trên một trang.",
    Code.APPENDIX_LABEL: "Chữ “Phụ lục” và số La Mã (khi có từ hai phụ lục) cỡ 14, đứng, đậm, canh giữa.",
    Code.APPENDIX_TITLE: "Tên phụ lục chữ in hoa, cỡ 13 đến 14, đứng, đậm, canh giữa.",
    Code.APPENDIX_REFERENCE: "Dòng “(Kèm theo …)” cỡ 13 đến 14, nghiêng, canh giữa, dưới tên phụ lục.",
}


@dataclass(frozen=True, kw_only=True)
class BrokenRule:
    """One rule, the page (from 1) that breaks it, and what was found there (Vietnamese)."""

    code: Code
    page: int
    found: str

    @property
    def rule(self) -> str:
        """What the decree asks for."""
        return RULES[self.code]

    @property
    def message(self) -> str:
        """One sentence with place, finding and rule."""
        return f"Trang {self.page}: {self.found}. {self.rule}"
