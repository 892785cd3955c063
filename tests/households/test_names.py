"""Names of hamlets as officers write them: seen through where one hamlet alone fits, never guessed."""

from __future__ import annotations

import unicodedata

import pytest

from households.resources.names import HamletName, HamletNames, without_number

LIST = {
    "xóm": (
        "Ba Giăng",
        "Khâu Giáo 1",
        "Khâu Giáo 2",
        "Xóm Gò",
        "Xóm Phố",
        "Trung Tâm",
        "Làng Thượng",
        "Na Mẩn",
        "Đèo",
    ),
    "thôn": ("Hòa Bình", "Thúy Sơn", "Thôn Đoài", "Hà Lâm", "Hà Lầm", "5"),
    "khu phố": ("Khu phố 1", "Khu phố 9", "12"),
    "tổ dân phố": ("TDP 7", "5", "Tổ dân phố 14"),
}
HAMLETS = [
    HamletName(pk=pk, name=name, label=label)
    for pk, (name, label) in enumerate(((name, label) for label in LIST for name in LIST[label]), 1)
]


def found(written: str) -> list[str]:
    names = HamletNames(HAMLETS)
    return [f"{names.by_pk[pk].label} {names.by_pk[pk].name}" for pk in names.find(written)]


@pytest.mark.parametrize(
    ("written", "hamlet"),
    [
        ("Khâu giáo 2", "xóm Khâu Giáo 2"),
        ("KHÂU  GIÁO 02", "xóm Khâu Giáo 2"),
        ("Khau Giao 2", "xóm Khâu Giáo 2"),
        ("Khâu Giáo2", "xóm Khâu Giáo 2"),
        ("Khâu Giao 1", "xóm Khâu Giáo 1"),
        ("xóm Khâu Giáo 1", "xóm Khâu Giáo 1"),
        ("1. Ba Giăng", "xóm Ba Giăng"),
        ("02 - Ba Giăng", "xóm Ba Giăng"),
        ("3) Xóm Ba Giăng", "xóm Ba Giăng"),
        ("Xóm Trung Tâm", "xóm Trung Tâm"),
        ("trung tam", "xóm Trung Tâm"),
        ("Gò", "xóm Xóm Gò"),
        ("xom go", "xóm Xóm Gò"),
        ("Xóm Xóm Gò", "xóm Xóm Gò"),
        ("Phố", "xóm Xóm Phố"),
        ("Xóm Làng Thượng", "xóm Làng Thượng"),
        ("deo", "xóm Đèo"),
        ("Hoà Bình", "thôn Hòa Bình"),
        ("Thôn Hoà Bình", "thôn Hòa Bình"),
        ("Thuý Sơn", "thôn Thúy Sơn"),
        ("thuy son", "thôn Thúy Sơn"),
        ("Đoài", "thôn Thôn Đoài"),
        ("Hà Lâm", "thôn Hà Lâm"),
        ("Thôn Hà Lâm", "thôn Hà Lâm"),
        ("Ha Lầm", "thôn Hà Lầm"),
        ("Khu phố 01", "khu phố Khu phố 1"),
        ("KP 9", "khu phố Khu phố 9"),
        ("KP9", "khu phố Khu phố 9"),
        ("Khu 09", "khu phố Khu phố 9"),
        ("K.Phố 12", "khu phố 12"),
        ("9", "khu phố Khu phố 9"),
        ("Tổ 7", "tổ dân phố TDP 7"),
        ("Tổ dân phố 7", "tổ dân phố TDP 7"),
        ("TDP 14", "tổ dân phố Tổ dân phố 14"),
        ("TDP 5", "tổ dân phố 5"),
        ("Thôn 5", "thôn 5"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_name_is_found_however_it_is_written(written, hamlet, form):
    assert found(unicodedata.normalize(form, written)) == [hamlet]


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Khâu Giáo 3",
            "Khâu Giáo",
            "Na Mấn",
            "Thượng",
            "Bản Trung Tâm",
            "Thôn Ba Giăng",
            "Xóm Hòa Bình",
            "Tổ 9",
        ),
        *("Ba Giắng", "BaGiăng", "Khu phố 2", "Hà Lắm", "", "…", "Cộng"),
    ],
)
def test_another_letter_tone_number_or_label_is_another_name(written):
    assert found(written) == []


@pytest.mark.parametrize(
    ("written", "hamlets"),
    [("ha lam", {"thôn Hà Lâm", "thôn Hà Lầm"}), ("05", {"thôn 5", "tổ dân phố 5"})],
)
def test_name_that_fits_two_is_neither(written, hamlets):
    assert set(found(written)) == hamlets


def test_name_as_listed_wins_over_one_that_only_reads_so():
    names = HamletNames(
        [HamletName(pk=1, name="Gò", label="xóm"), HamletName(pk=2, name="Xóm Gò", label="xóm")]
    )

    assert [names.find(written) for written in ("Gò", "Xóm Gò", "xom go")] == [(1,), (2,), (1, 2)]


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("Khâu Giáo 3", "Khâu Giáo"),
        ("Na Mấn", "Na Mẩn"),
        ("Ba Giằng", "Ba Giăng"),
        ("Xóm Trung Tân", "Trung Tâm"),
    ],
)
def test_close_names_are_suggested(written, first):
    names = HamletNames(HAMLETS)

    suggested = [names.by_pk[pk].name for pk in names.suggestions(written)]

    assert suggested[0].startswith(first)
    assert len(suggested) <= 3


def test_nothing_is_suggested_for_a_name_like_no_other():
    assert HamletNames(HAMLETS).suggestions("Vĩnh Quang Xyz") == ()


def test_only_a_number_before_letters_is_taken_off():
    assert list(map(without_number, ("1. Ba", "12) Ba", "I. Ba", "1", "1.2", "Ba 1. Ba"))) == [
        *("Ba", "Ba", "Ba", "1", "1.2", "Ba 1. Ba")
    ]
