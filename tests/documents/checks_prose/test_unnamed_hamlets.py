"""Checks of prose: unnamed hamlets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from povertyplan.documents.blocks import (
    Figure,
    Row,
)
from povertyplan.documents.checks import Code
from tests.documents.checks_prose.prose import NAMES, codes, document


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Trong đó: TDP Sau 02 hộ, TDP 02 hộ, TDP Kè 01 hộ", "TDP 02 hộ"),
        ("tổ dân phố 02 hộ", "tổ dân phố 02 hộ"),
        ("Giúp 5 hộ: thôn Đồi 3 hộ, thôn 02 hộ", "thôn 02 hộ"),
        ("xóm 2 hộ, xóm Bãi 1 hộ", "xóm 2 hộ"),
        ("(Khu phố 01 hộ)", "Khu phố 01 hộ"),
        ("gồm xóm: 02 hộ", "xóm: 02 hộ"),
        ("Phân công giúp xóm ……, xóm Bãi", "xóm ……"),
        ("Thôn ..... có 2 hộ", "Thôn ....."),
        ("bản … có 2 hộ nghèo", "bản …"),
        ("TDP … 02 hộ", "TDP …"),
        ("ấp ______ giảm 1 hộ", "ấp ______"),
        ("buôn (03 hộ)", "buôn (03 hộ"),
        ("Hỗ trợ khóm 01 hộ nghèo", "khóm 01 hộ"),
        ("khu dân cư 04 hộ", "khu dân cư 04 hộ"),
        ("Khu phố 03 hộ nghèo", "Khu phố 03 hộ"),
    ],
)
def test_hamlet_without_a_name(text, printed):
    found = codes(document(text, tables=(NAMES,)), Code.UNNAMED_PLACE)

    assert found == [("unnamed_place", "paragraph:1", printed)]


@pytest.mark.parametrize(
    "text",
    [
        "Khu phố 1 có 2 hộ nghèo",
        "tổ dân phố 2 giảm 1 hộ",
        "TDP Tân Mỹ 1 01 hộ, TDP Sau 02 hộ",
        "Khu phố 12 02 hộ",
        "Khu phố 3 hộ nghèo còn nhiều",
        "các xóm 12 hộ",
        "mỗi thôn 02 hộ",
        "13 thôn 45 hộ",
        "trong 24 thôn, tổ dân phố 12 hộ",
        "các thôn, xóm, bản 12 hộ",
        "từng tổ dân phố 02 hộ",
        "một xóm 40 hộ",
        "Các cơ quan, các xóm… phối hợp",
        "từ xã đến thôn... cùng làm",
        "Thôn 120 hộ dân trở lên được bố trí",
        "chia theo xóm: 12 hộ",
        "hai xóm Đồi (7 hộ nghèo) và Bãi (3 hộ nghèo)",
        "phân bố ở 40 xóm; riêng xóm Đồi có 6 hộ nghèo",
    ],
)
def test_hamlets_that_have_a_name_or_want_none(text):
    assert codes(document(text, tables=(NAMES,)), Code.UNNAMED_PLACE) == []


@pytest.mark.parametrize(
    ("name", "fires"),
    [
        *[
            (name, True)
            for name in ("", "…", "......", "Xóm", "xóm ……", "Tổ dân phố", "Khu phố số", "-", "TDP ___")
        ],
        *[(name, False) for name in ("Bãi", "Khu phố 1", "Xóm Gò", "Làng Mới", "Tổ 5", "Phố", "3")],
    ],
)
def test_row_without_a_name(name, fires):
    table = replace(NAMES, rows=(Row(key="1", cells=(name, Figure(key="x", value=4))),))

    assert (
        codes(document(tables=(table,)), Code.UNNAMED_PLACE)
        == [("unnamed_place", "table:names/row:1/column:name", name)] * fires
    )
