"""Code lists of households and their members, and what can be said of a personal number or an age."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

CHILD_BELOW = 16
ELDERLY_FROM = 60
KINH = "01"


class Sex(StrEnum):
    """As forms have it: 1 male, 2 female."""

    MALE = "male"
    FEMALE = "female"


SEX_LABELS = {Sex.MALE: "nam", Sex.FEMALE: "nữ"}


class Relation(StrEnum):
    """To the head of the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    CHILD_IN_LAW = "child_in_law"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    OTHER = "other"


RELATION_LABELS = {
    Relation.HEAD: "chủ hộ",
    Relation.SPOUSE: "vợ, chồng",
    Relation.CHILD: "con",
    Relation.CHILD_IN_LAW: "con dâu, con rể",
    Relation.PARENT: "bố, mẹ",
    Relation.GRANDPARENT: "ông, bà",
    Relation.GRANDCHILD: "cháu",
    Relation.SIBLING: "anh, chị, em",
    Relation.OTHER: "khác",
}


class EventKind(StrEnum):
    """What happens in the life of a household."""

    REGISTERED = "registered"
    MOVED_IN = "moved_in"
    MOVED_HAMLET = "moved_hamlet"
    MOVED_OUT = "moved_out"
    SPLIT = "split"
    MERGED = "merged"
    HEAD_CHANGED = "head_changed"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    MEMBER_DIED = "member_died"
    CLOSED = "closed"


EVENT_LABELS = {
    EventKind.REGISTERED: "ghi vào danh sách",
    EventKind.MOVED_IN: "chuyển đến",
    EventKind.MOVED_HAMLET: "chuyển thôn, tổ",
    EventKind.MOVED_OUT: "chuyển đi",
    EventKind.SPLIT: "tách hộ",
    EventKind.MERGED: "nhập hộ",
    EventKind.HEAD_CHANGED: "đổi chủ hộ",
    EventKind.MEMBER_JOINED: "thêm nhân khẩu",
    EventKind.MEMBER_LEFT: "nhân khẩu chuyển đi",
    EventKind.MEMBER_DIED: "nhân khẩu qua đời",
    EventKind.CLOSED: "xóa khỏi danh sách quản lý",
}
MEMBER_EVENTS = (EventKind.MEMBER_JOINED, EventKind.MEMBER_LEFT, EventKind.MEMBER_DIED)
ENDING_EVENTS = (EventKind.MOVED_OUT, EventKind.MERGED, EventKind.CLOSED)  # the household is no longer kept


def personal_number_violation(number: str) -> str:
    """What is wrong with a personal identification number, as a Vietnamese sentence; '' when nothing is.

    Twelve digits: three of the province of registration, one of century and sex, two of the birth year,
    six at random. Only the form is checked: older cards do not always agree with the person.
    """
    if re.fullmatch(r"\d{12}", number, re.ASCII):
        return ""
    if re.fullmatch(r"\d{9}", number, re.ASCII):
        return "Đây là số chứng minh nhân dân cũ (9 chữ số); nhập số định danh cá nhân 12 chữ số."
    if re.fullmatch(r"\d+", number, re.ASCII):
        return f"Số định danh cá nhân có 12 chữ số (đang có {len(number)})."
    return "Số định danh cá nhân chỉ gồm 12 chữ số."


def event_date_violation(date: dt.date, *, today: dt.date, follows: dt.date) -> str:
    """Why an event cannot have happened on a day, as a Vietnamese sentence; '' when it can.

    `follows` is the day of the last event that this one comes after.
    """
    if date > today:
        return "Ngày xảy ra ở tương lai; ghi khi sự việc đã xảy ra."
    if date < follows:
        return f"Ngày xảy ra không thể trước ngày {follows:%d/%m/%Y}, là ngày của sự việc trước đó."
    return ""


def masked(number: str) -> str:
    """The number with all but its last three digits hidden."""
    return "•" * (len(number) - 3) + number[-3:] if number else ""


def age_on(date: dt.date, *, birth_date: dt.date | None, birth_year: int | None) -> int | None:
    """Full years on a day; by the year alone where only that is known; None when neither is."""
    if birth_date:
        return date.year - birth_date.year - ((date.month, date.day) < (birth_date.month, birth_date.day))
    return date.year - birth_year if birth_year else None
