"""The words that officers write on tables of hamlets."""

from __future__ import annotations

YEAR = 2026
LABELS = {
    "xóm": ("Xóm", "xóm"),
    "thôn": ("Thôn", "THÔN"),
    "khu phố": ("Khu phố", "KP", "K.Phố"),
    "tổ dân phố": ("TDP", "Tổ", "Tổ dân phố"),
}
WORDS = (
    *(
        "Ba Giăng",
        "Lê Lợi",
        "Ninh Giang",
        "Rừng Vằn",
        "Rừng Lâm",
        "Đồng Ninh",
        "Cao Khản",
        "La Mận",
        "Hòa Bình",
    ),
    *("Quang Trung", "Khâu Giang", "Khâu Giáo 1", "Khâu Giáo 2", "Đàm Mua", "Phú Hạ", "Vai Cày", "Đồng Ngõ"),
    *(
        "Chiềng",
        "Khuân Thông",
        "Thanh Mỹ",
        "Na Quýt",
        "Na Mẩn",
        "Bán Luông",
        "Đèo",
        "Văn Cường 1",
        "Thúy Sơn",
    ),
    *("Văn Cường 2", "Văn Cường 3", "Trung Tâm", "Cây Lai", "Ao Soi", "Minh Thắng", "Cường Thịnh", "Gò Vũ"),
    *(
        "Làng Thượng",
        "Đồng Kim",
        "Tân Quy",
        "Phú Thịnh 1",
        "Phú Thịnh 2",
        "Hùng Cường",
        "Cộng Hòa",
        "Tổng Chúp",
    ),
)
SUBJECTS = {
    "households": ("Tổng số hộ", "TỔNG SỐ HỘ", "Tổng hộ", "TSH", "Số hộ dân", "Tổng số hộ dân cư", "Số hộ"),
    "poor": ("Số hộ nghèo", "Hộ nghèo", "HN", "Số HN", "hộ ngheo", "HỘ NGHÈO", "Nghèo"),
    "near_poor": ("Số hộ cận nghèo", "Hộ cận nghèo", "HCN", "Số hộ CN", "Cận  nghèo", "Hộ cận\nnghèo", "CN"),
    "no_labour": ("KCKNLĐ", "Hộ nghèo không có khả năng lao động", "Không có KNLĐ", "HN không có KNLĐ"),
    "poor_reduction": ("Số hộ nghèo giảm", "Giảm HN", "Hộ nghèo giảm", "Giảm hộ nghèo", "Thoát nghèo"),
    "near_poor_reduction": ("Số hộ cận nghèo giảm", "Giảm HCN", "Giảm hộ CN", "Thoát cận nghèo"),
}
NOW = (
    *("Thời điểm 31/12/2025", "Đầu năm 2026", "Kết quả rà soát cuối năm 2025", "Đầu năm", "Năm 2025"),
    *("Tại thời điểm 01/01/2026", "Hiện trạng đầu kỳ", "Tháng 12/2025"),
)
AIMS = (
    *("Chỉ tiêu giao giảm nghèo năm 2026", "Kế hoạch giảm nghèo năm 2026", "Chỉ tiêu giảm năm 2026"),
    *("CHỈ TIÊU GIẢM NGHÈO", "Chỉ tiêu xã giao giảm trong năm 2026"),
)
RATES = ("Tỷ lệ %", "%", "Tỷ lệ (%)", "Tỉ lệ giảm%", "TL %")
DECOYS = (
    *("Dự kiến HN cuối năm 2026", "Hộ nghèo cuối năm 2024", "Hộ nghèo dân tộc thiểu số", "Số nhân khẩu"),
    *("Hộ nghèo còn lại cuối năm", "Hộ nghèo năm 2023", "Kết quả giảm hộ nghèo năm 2025", "Hộ tái nghèo"),
    *("Ghi chú", "Trưởng xóm", "Hộ có công"),
)
TOTALS = ("Tổng", "Cộng", "Tổng cộng", "TỔNG SỐ ({n} {label})", "Toàn xã", "")
TITLES = (
    *("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BIỂU SỐ 01", "KẾ HOẠCH GIẢM NGHÈO NĂM 2026"),
    *("(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/5/2026)", "Đơn vị tính: hộ", "TỔNG HỢP SỐ HỘ NGHÈO NĂM 2025"),
)
FOOTERS = (
    "NGƯỜI LẬP BIỂU",
    "TM. ỦY BAN NHÂN DÂN",
    "Ghi chú: số liệu đã rà soát",
    "Phú Thịnh, ngày 5 tháng 5 năm 2026",
)
