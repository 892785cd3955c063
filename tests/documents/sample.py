"""A whole plan in the language of a commune's office: 3 pages of text, an appendix of 40 "
"hamlets, a landscape one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from povertyplan.documents.blocks import (
    Align,
    Appendix,
    AtMost,
    Basis,
    Cell,
    Closing,
    Column,
    Difference,
    Document,
    Figure,
    Inline,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Rate,
    RecipientLine,
    Row,
    Section,
    Table,
    Title,
    Unit,
)
from povertyplan.documents.figures import rate

HAMLETS = 40
REFERENCE = "(Kèm theo Kế hoạch số       /KH-UBND ngày     tháng 5 năm 2026 của Ủy ban nhân dân xã Đồng Phúc)"


def count(key: str, value: int | None, **options: object) -> Figure:
    return replace(Figure(key=key, value=value, unit=Unit.HOUSEHOLD), **options)  # type: ignore[arg-type]


def percent(key: str, value: Decimal | None, decimals: int = 2) -> Figure:
    return Figure(key=key, value=value, unit=Unit.PERCENT, decimals=decimals)


COLUMNS = (
    Column(key="number", label="STT", width=1, align=Align.CENTER),
    Column(key="name", label="Tên xóm", width=4, align=Align.LEFT),
    Column(key="households", label="Tổng số hộ", group="Thời điểm 31/12/2025", width=2, summed=True),
    Column(
        key="poor",
        label="Số hộ nghèo",
        group="Thời điểm 31/12/2025",
        width=2,
        summed=True,
        relations=(AtMost(limit="households"),),
    ),
    Column(key="near", label="Số hộ cận nghèo", group="Thời điểm 31/12/2025", width=2, summed=True),
    Column(
        key="poor_cut",
        label="Số hộ nghèo giảm",
        group="Chỉ tiêu giao giảm nghèo năm 2026",
        width=2,
        summed=True,
        relations=(AtMost(limit="poor"),),
    ),
    Column(
        key="poor_cut_rate",
        label="Tỷ lệ giảm (%)",
        group="Chỉ tiêu giao giảm nghèo năm 2026",
        width=2,
        relations=(Rate(numerator="poor_cut", denominator="households"),),
    ),
    Column(
        key="poor_left",
        label="Số hộ nghèo còn lại",
        group="Chỉ tiêu giao giảm nghèo năm 2026",
        width=2,
        summed=True,
        relations=(Difference(minuend="poor", subtrahend="poor_cut"),),
    ),
)


def hamlet_counts(number: int) -> tuple[int, int, int, int | None]:
    """Households, poor, near-poor and the target of one hamlet; every seventh has no target."""
    return 90 + number * 37 % 110, 3 + number % 6, 2 + number % 9, None if number % 7 == 0 else 1 + number % 3


def hamlet_row(number: int) -> Row:
    households, poor, near, cut = hamlet_counts(number)
    cells: tuple[Cell, ...] = (
        str(number),
        f"Xóm {HAMLET_NAMES[number % len(HAMLET_NAMES)]} {number}",
        count("households", households),
        count("poor", poor),
        count("near", near),
        count("poor_cut", cut),
        percent("poor_cut_rate", rate(cut, households, 2)),
        count("poor_left", poor - (cut or 0)),
    )
    return Row(key=str(number), cells=cells)


HAMLET_NAMES = ("Bờ Đậu", "Đồng Ươm", "Khuôn Lương", "Gốc Sữa", "Ngọc Thượng")


def hamlet_table(size: int = HAMLETS) -> Table:
    numbers = range(1, size + 1)
    sums = [sum(hamlet_counts(number)[index] or 0 for number in numbers) for index in range(4)]
    total = (
        "",
        "Tổng",
        count("households", sums[0]),
        count("poor", sums[1]),
        count("near", sums[2]),
        count("poor_cut", sums[3]),
        percent("poor_cut_rate", rate(sums[3], sums[0], 2)),
        count("poor_left", sums[1] - sums[3]),
    )
    return Table(
        key="targets",
        columns=COLUMNS,
        rows=tuple(map(hamlet_row, numbers)),
        total=Row(key="total", cells=total),
        column_numbers=True,
    )


def duties_table() -> Table:
    wide = (
        ("number", "STT", 1, Align.CENTER),
        ("duty", "Nội dung công việc", 7, Align.LEFT),
        ("lead", "Cơ quan chủ trì", 4, Align.LEFT),
        ("partner", "Cơ quan phối hợp", 5, Align.LEFT),
        ("due", "Thời gian", 2, Align.CENTER),
    )
    rows = (
        (
            "Rà soát, lập danh sách hộ đăng ký thoát nghèo",
            "Phòng Kinh tế",
            "Các xóm, Mặt trận Tổ quốc xã",
            "6/2026",
        ),
        (
            "Hỗ trợ xây mới, sửa chữa nhà ở",
            "Phòng Văn hóa - Xã hội",
            "Đoàn Thanh niên, Hội Cựu chiến binh",
            "9/2026",
        ),
        (
            "Giải ngân vốn vay ưu đãi cho hộ nghèo, hộ cận nghèo",
            "Phòng giao dịch NHCSXH",
            "Các hội nhận ủy thác",
            "Cả năm",
        ),
        ("Rà soát hộ nghèo, hộ cận nghèo cuối năm", "Ban Chỉ đạo xã", "Rà soát viên các xóm", "11/2026"),
    )
    return Table(
        key="duties",
        columns=tuple(Column(key=k, label=label, width=w, align=align) for k, label, w, align in wide),
        rows=tuple(Row(key=str(n), cells=(str(n), *cells)) for n, cells in enumerate(rows, 1)),
    )


def text(
    section: str, number: int, *inline: str | Figure, style: ParagraphStyle = ParagraphStyle.BODY
) -> Paragraph:
    return Paragraph(inline=tuple(inline), style=style, place=f"section:{section}/paragraph:{number}")


def section(key: str, heading: str, *blocks: Paragraph | Table | Section) -> Section:
    return Section(heading=heading, blocks=tuple(blocks), place=f"section:{key}")


def target_sentence() -> Inline:
    return (
        "Phấn đấu đến cuối năm 2026 giảm ",
        count("cut", 68, pad=2),
        " hộ nghèo trong tổng số ",
        count("households", 5441),
        " hộ toàn xã, tương ứng giảm tỷ lệ hộ nghèo đa chiều ",
        Figure(key="cut_points", value=Decimal("1.25"), unit=Unit.PERCENTAGE_POINT, decimals=2),
        " điểm phần trăm so với cuối năm 2025; không để phát sinh hộ tái nghèo.",
    )


def sections() -> tuple[Section, ...]:
    bullet, sub = ParagraphStyle.BULLET, ParagraphStyle.SUB_BULLET
    return (
        section(
            "purpose",
            "Mục đích, yêu cầu",
            section(
                "purpose-aim",
                "Mục đích",
                text(
                    "purpose-aim",
                    1,
                    "Triển khai đồng bộ các chính sách giảm nghèo trên địa bàn xã; giúp người "
                    "nghèo, người cận nghèo "
                    "tiếp cận đầy đủ các dịch vụ xã hội cơ bản về việc làm, y tế, giáo dục, nhà "
                    "ở, nước sinh hoạt và "
                    "vệ sinh, thông tin; từng bước nâng cao thu nhập, hạn chế tái nghèo và phát "
                    "sinh nghèo mới.",
                ),
            ),
            section(
                "purpose-need",
                "Yêu cầu",
                text(
                    "purpose-need",
                    1,
                    "Công tác giảm nghèo được thực hiện thực chất, công khai, dân chủ; lấy ý "
                    "kiến của người dân từ "
                    "khâu rà soát đến khâu bình xét, không chạy theo thành tích.",
                    style=bullet,
                ),
                text(
                    "purpose-need",
                    2,
                    "Mỗi hộ nghèo có một cơ quan, đơn vị hoặc đoàn thể nhận giúp đỡ; nội dung "
                    "giúp đỡ phù hợp với "
                    "nguyên nhân nghèo của từng hộ, trong đó:",
                    style=bullet,
                ),
                text("purpose-need", 3, "Hộ có lao động: ưu tiên việc làm, vốn vay, học nghề;", style=sub),
                text(
                    "purpose-need",
                    4,
                    "Hộ không có khả năng lao động: bảo đảm trợ giúp xã hội thường xuyên.",
                    style=sub,
                ),
            ),
        ),
        section(
            "targets",
            "Chỉ tiêu cụ thể",
            Paragraph(inline=target_sentence(), style=bullet, place="section:targets/paragraph:1"),
            text("targets", 2, "100% hộ nghèo, hộ cận nghèo được cấp thẻ bảo hiểm y tế.", style=bullet),
            text("targets", 3, "(Chi tiết theo Phụ lục I kèm theo)", style=ParagraphStyle.NOTE),
        ),
        section(
            "measures",
            "Nhiệm vụ, giải pháp",
            section(
                "measures-support",
                "Hỗ trợ phát triển sản xuất, đa dạng hóa sinh kế",
                section(
                    "measures-crops",
                    "Trồng trọt và chăn nuôi",
                    text(
                        "measures-crops",
                        1,
                        "Hỗ trợ cây, con giống, vật tư và hướng dẫn kỹ thuật cho hộ nghèo, hộ "
                        "cận nghèo, hộ mới thoát "
                        "nghèo; ưu tiên các mô hình liên kết với hợp tác xã trên địa bàn, có "
                        "cam kết bao tiêu sản phẩm.",
                    ),
                    section(
                        "measures-tea",
                        "Vùng chè: cải tạo diện tích chè già cỗi tại các xóm phía tây của xã.",
                    ),
                    section("measures-fruit", "Vùng bưởi: mở rộng diện tích tưới tiết kiệm nước."),
                ),
                section(
                    "measures-credit",
                    "Vốn vay ưu đãi",
                    text(
                        "measures-credit",
                        1,
                        "Bảo đảm mọi hộ nghèo, hộ cận nghèo có nhu cầu và đủ điều kiện được vay "
                        "vốn ưu đãi; lồng ghép cho "
                        "vay với hướng dẫn cách làm ăn, kiểm tra việc sử dụng vốn sau khi vay.",
                    ),
                ),
            ),
            section(
                "measures-house",
                "Hỗ trợ nhà ở",
                text(
                    "measures-house",
                    1,
                    "Rà soát hộ nghèo có nhà ở đơn sơ, chưa bảo đảm ba cứng (nền cứng, khung "
                    "tường cứng, mái cứng); huy "
                    "động ngày công của đoàn viên, hội viên và cộng đồng dân cư, hoàn thành "
                    "trước mùa mưa bão.",
                ),
            ),
            section("measures-plan", "Phân công thực hiện", duties_table()),
        ),
        section(
            "organise",
            "Tổ chức thực hiện",
            section(
                "organise-office",
                "Phòng Kinh tế",
                text(
                    "organise-office",
                    1,
                    "Là cơ quan thường trực, chủ trì tham mưu, đôn đốc, kiểm tra việc thực hiện "
                    "Kế hoạch theo tiến độ ở Phụ lục II; tổng hợp kết quả, "
                    "báo cáo Ủy ban nhân dân xã trước ngày 20 tháng 6 và ngày 30 tháng 11 năm 2026.",
                ),
            ),
            section(
                "organise-front",
                "Ủy ban Mặt trận Tổ quốc Việt Nam xã và các đoàn thể",
                text(
                    "organise-front",
                    1,
                    "Vận động đoàn viên, hội viên và nhân dân tham gia giúp đỡ hộ nghèo; quản "
                    "lý, sử dụng Quỹ “Vì người "
                    "nghèo” đúng mục đích; giám sát việc bình xét, công khai danh sách hộ nghèo "
                    "tại các xóm.",
                ),
            ),
            Paragraph(
                inline=(
                    "Trên đây là Kế hoạch thực hiện công tác giảm nghèo năm 2026 trên địa bàn "
                    "xã Đồng Phúc; trong quá "
                    "trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các cơ quan, đơn vị, "
                    "các xóm phản ánh về Ủy "
                    "ban nhân dân xã (qua Phòng Kinh tế) để xem xét, giải quyết",
                ),
                style=ParagraphStyle.CLOSING,
                place="section:organise/paragraph:1",
            ),
        ),
    )


def sample(*, draft: bool = True, size: int = HAMLETS) -> Document:
    return Document(
        name="ke-hoach-giam-ngheo-2026",
        letterhead=Letterhead(
            issuer=("Ủy ban nhân dân", "xã Đồng Phúc"),
            number="" if draft else "7",
            symbol="KH-UBND",
            locality="Đồng Phúc",
            day=None if draft else 5,
            month=5,
            year=2026,
        ),
        title=Title(
            kind="KẾ HOẠCH", subject="Thực hiện công tác giảm nghèo năm 2026 trên địa bàn xã Đồng Phúc"
        ),
        bases=(
            Basis(
                text="Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
                place="basis:1",
            ),
            Basis(
                text="Căn cứ Nghị định số 351/2025/NĐ-CP ngày 30 tháng 12 năm 2025 của Chính "
                "phủ quy định chuẩn nghèo đa "
                "chiều quốc gia giai đoạn 2026 - 2030;",
                place="basis:2",
            ),
            Basis(
                text="Căn cứ Quyết định số 358/QĐ-UBND ngày 13 tháng 02 năm 2026 của Ủy ban "
                "nhân dân tỉnh về việc điều "
                "chỉnh kế hoạch phát triển kinh tế - xã hội tỉnh năm 2026.",
                place="basis:3",
            ),
        ),
        blocks=(
            Paragraph(
                inline=(
                    "Ủy ban nhân dân xã Đồng Phúc ban hành Kế hoạch thực hiện công tác giảm "
                    "nghèo năm 2026 trên địa "
                    "bàn xã với những nội dung sau:",
                ),
                style=ParagraphStyle.OPENING,
                place="paragraph:1",
            ),
            *sections(),
        ),
        closing=Closing(
            recipients=(
                RecipientLine(name="Ủy ban nhân dân tỉnh", mark="(b/c)"),
                RecipientLine(name="Thường trực Đảng ủy, HĐND xã", mark="(b/c)"),
                RecipientLine(name="Chủ tịch, các PCT UBND xã"),
                RecipientLine(name="Các phòng, đơn vị, đoàn thể xã"),
                RecipientLine(name="Các xóm"),
                RecipientLine(name="Lưu: VT, KT"),
            ),
            authority=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
            signer="Nguyễn Thị Hồng Ngát",
        ),
        appendices=(
            Appendix(
                key="targets",
                title="Chỉ tiêu giảm nghèo năm 2026 giao cho các xóm",
                reference=REFERENCE,
                blocks=(hamlet_table(size),),
            ),
            Appendix(
                key="duties",
                title="Tiến độ thực hiện các nhiệm vụ giảm nghèo",
                reference=REFERENCE,
                blocks=(replace(duties_table(), key="progress"),),
                landscape=True,
            ),
        ),
        draft=draft,
        properties={"year": "2026"},
    )
