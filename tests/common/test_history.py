"""Events told in words, filtered, a page at a time: none without words, none lost, no shape that breaks."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from povertyplan.common.audit import ACTION_LABELS, action_label, record_event
from povertyplan.common.history import (
    CHANGES_SHOWN,
    LENGTH_SHOWN,
    PAGE_SIZE,
    Change,
    HistoryFilterForm,
    chain_end,
    history_page,
    lines,
    list_changes,
    text_change,
)
from povertyplan.common.models import AuditEvent
from tests.factories import CommuneFactory, UserFactory

UNIT = "90001"
APPS = ("povertyplan", "households", "assignments", "plans", "reports")


# --- words ---


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call, ast.FunctionDef | None]]:
    """Every call of a plain name, with the function it stands in; `partial(f, …)` calls f."""

    def walk(
        node: ast.AST, inside: ast.FunctionDef | None
    ) -> Iterator[tuple[str, ast.Call, ast.FunctionDef | None]]:
        inside = node if isinstance(node, ast.FunctionDef) else inside
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name, call = node.func.id, node
            if name == "partial" and isinstance(node.args[0], ast.Name):
                name, call = node.args[0].id, ast.Call(node.func, node.args[1:], node.keywords)
            yield name, call, inside
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside)

    yield from walk(tree, None)


def _action(call: ast.Call) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "action"), None)
    return named or (call.args[0] if call.args else None)


def recorded_codes() -> set[str]:
    """The actions that the program records, those handed on through another function as well."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for app in APPS
        for path in (settings.BASE / app).rglob("*.py")
    ]
    calls = [call for tree in trees for call in _calls(tree)]
    recorders, codes = {"record_event"}, set[str]()
    for _ in range(3):
        for name, call, inside in calls:
            given = _action(call)
            if name not in recorders or given is None:
                continue
            either = (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,)
            if all(isinstance(each, ast.Constant) for each in either):
                codes |= {str(each.value) for each in either if isinstance(each, ast.Constant)}
                continue
            assert inside, ast.unparse(call)
            assert isinstance(given, ast.Name), ast.unparse(call)
            assert given.id == "action", ast.unparse(call)
            recorders.add(inside.name)
    return codes


def test_every_recorded_action_has_its_words():
    codes = recorded_codes()

    assert {"figures_recorded", "plan_approved", "section_saved", "plan_pdf_downloaded", "refused"} <= codes
    assert codes - set(ACTION_LABELS) == set()


def test_no_two_actions_have_the_same_words():
    assert len(set(ACTION_LABELS.values())) == len(ACTION_LABELS)
    assert all(label[0].isupper() and not label.endswith(".") for label in ACTION_LABELS.values())


def test_action_without_words_shows_its_code():
    assert action_label("plan_sung") == "plan_sung"


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("Một.", "Một.", None),
        ("Một.\nHai.\nBa.", "Một.\n2.\nBa.", Change(what="nội dung", before="Hai.", after="2.")),
        ("Một.", "Một.\nHai.", Change(what="nội dung", before="", after="Hai.")),
        ("Một.\nMột.", "Một.", Change(what="nội dung", before="Một.", after="")),
        ("", "Một.", Change(what="nội dung", before="", after="Một.")),
    ],
)
def test_text_shows_the_lines_that_changed(before, after, change):
    assert text_change("nội dung", before, after) == change


def test_list_shows_what_left_and_what_came_or_that_its_order_changed():
    assert list(list_changes(["a", "b"], ["b", "c"])) == [
        Change(what="Bỏ", after="a"),
        Change(what="Thêm", after="c"),
    ]
    assert list(list_changes(["a", "b"], ["b", "a"])) == [Change(what="Thứ tự", before="a; b", after="b; a")]
    assert list(list_changes(["a"], ["a"])) == []


# --- events ---


@pytest.fixture
def user(db):
    return UserFactory.create(username="nguoi.ghi", full_name="Người Ghi Mẫu")


def record(
    user, *, action="plan_saved", label="Kế hoạch", details=None, unit_code=UNIT, by=None
) -> AuditEvent:
    with transaction.atomic():
        return record_event(
            action, target=user, by=by or user, unit_code=unit_code, label=label, details=details
        )


def events(unit_code=UNIT):
    return AuditEvent.objects.filter(unit_code=unit_code)


def many(user, number: int) -> None:
    """Events without a chain between them: reading asks for none, and chaining 5,000 takes a minute."""
    start = events().count()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            unit_code=UNIT,
            sequence=start + each,
            at=timezone.now(),
            user=user,
            action="hamlets_saved",
            target_type="households.administrativeunit",
            target_id="1",
            target_label=f"Xóm {each}",
            search_key=f"xom {each}",
            details={f"Xóm {each}": "changed"},
        )
        for each in range(1, number + 1)
    )


BROKEN: list[object] = [
    None,
    [],
    "chữ",
    7,
    True,
    {},
    {"from": 1},
    {"hamlets": [1]},
    {"": None},
    [[{}]],
    {"a": {"b": [None]}},
]


@pytest.mark.parametrize("action", [*ACTION_LABELS, "plan_issued"])
@pytest.mark.parametrize("details", BROKEN, ids=repr)
def test_details_of_any_shape_are_told(user, action, details):
    event = AuditEvent(
        unit_code=UNIT,
        sequence=1,
        at=timezone.now(),
        user=user,
        action=action,
        target_label="Tên",
        details=details,
    )

    [line] = lines([event])

    assert (line.what, line.who) == (action_label(action), "Người Ghi Mẫu")


def test_unknown_shape_is_shown_as_recorded(user):
    [line] = lines([record(user, action="plan_issued", details={"so": [1, 2], "khác": {"a": 1}})])

    assert line.changes == [
        Change(what="so", before="1", after="2"),
        Change(what="khác", after='{"a": 1}'),
    ]


def test_much_is_cut_and_says_so(user):
    [line] = lines(
        [
            record(
                user,
                action="x",
                details={f"k{number:04d}": "ệ" * 3000 for number in range(CHANGES_SHOWN + 7)},
            )
        ]
    )

    assert (len(line.changes), line.more) == (CHANGES_SHOWN, 7)
    assert line.changes[0].after == "ệ" * LENGTH_SHOWN + " […]"


@pytest.mark.parametrize("number", [0, 1, PAGE_SIZE, PAGE_SIZE + 1, 2 * PAGE_SIZE + 3])
def test_pages_lose_and_double_nothing_while_events_are_added(user, number):
    many(user, number)
    seen, before = [], ""

    while True:
        page = history_page(events(), before=before)
        seen += [line.changes[0].what for line in page.lines]
        many(user, 1)  # somebody works on
        if page.older is None:
            break
        assert len(page.lines) == PAGE_SIZE
        before = str(page.older)

    assert seen == [f"Xóm {each}" for each in range(number, 0, -1)]


@pytest.mark.parametrize("before", ["", "0x1", "-1", "²", "9" * 30, "1.5", "\x00", "None"])
def test_damaged_place_in_the_list_is_its_head(user, before):
    many(user, 3)

    page = history_page(events(), before=before)

    assert (len(page.lines), page.count, page.is_first) == (3, 3, True)


def test_queries_are_as_many_at_100_events_as_at_5000(user):
    unit = CommuneFactory.create(code=UNIT)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            form = HistoryFilterForm({"viec": "hamlets_saved"}, events=events(unit.code))
            assert len(history_page(form.found(), before="").lines) == PAGE_SIZE
        return len(queries)

    many(user, 100)
    few = count()
    many(user, 4900)

    assert count() == few


# --- filters ---


def found(**given: str) -> list[str]:
    form = HistoryFilterForm(given, events=events())
    return list(form.found().order_by("sequence").values_list("target_label", flat=True))


def test_filters_by_person_action_and_words(user):
    other = UserFactory.create()
    record(user, label="Xóm Ấp Đồi")
    record(user, label="Kế hoạch Phú Thịnh", action="plan_submitted")
    record(other, label="phu-thinh-2026")
    with transaction.atomic():
        record_event("plan_saved", target=user, by=None, unit_code=UNIT, label="không ai")
    record(user, label="nơi khác", unit_code="90002")

    assert found(nguoi=str(user.pk)) == ["Xóm Ấp Đồi", "Kế hoạch Phú Thịnh"]
    assert found(nguoi="0") == ["không ai"]
    assert found(viec="plan_submitted") == ["Kế hoạch Phú Thịnh"]
    assert found(q="PHÚ thinh") == ["Kế hoạch Phú Thịnh", "phu-thinh-2026"]
    assert found(q="ap doi") == ["Xóm Ấp Đồi"]
    assert found(q="100%_") == []
    assert found(nguoi=str(other.pk), viec="plan_submitted") == []
    assert len(found()) == 4


def test_days_are_whole_days_of_here(user, monkeypatch):
    for label, at in (
        ("trước", dt.datetime(2026, 3, 4, 16, 59, 59, tzinfo=dt.UTC)),
        ("đầu ngày", dt.datetime(2026, 3, 4, 17, 0, tzinfo=dt.UTC)),
        ("cuối ngày", dt.datetime(2026, 3, 5, 16, 59, 59, tzinfo=dt.UTC)),
        ("sau", dt.datetime(2026, 3, 5, 17, 0, tzinfo=dt.UTC)),
    ):
        monkeypatch.setattr("povertyplan.common.audit.timezone.now", lambda at=at: at)
        record(user, label=label)

    assert found(tu="05/03/2026", den="05/03/2026") == ["đầu ngày", "cuối ngày"]
    assert found(tu="06/03/2026") == ["sau"]
    assert found(den="04/03/2026") == ["trước"]


def test_choices_are_who_and_what_appear(user):
    record(user)
    record(user, unit_code="90002", action="plan_submitted", by=UserFactory.create())

    page = HistoryFilterForm({}, events=events()).as_p()

    assert re.findall(r'<option value="(.*?)".*?>(.*?)</option>', page) == [
        ("", "Tất cả"),
        (str(user.pk), "Người Ghi Mẫu (nguoi.ghi)"),
        ("", "Tất cả"),
        ("plan_saved", "Sửa thông tin kế hoạch"),
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tu", "32/13/2026"),
        ("tu", "01/01/0001"),
        ("den", "31/12/9999"),
        ("den", "\x00"),
        ("nguoi", "999999999999999999999"),
        ("nguoi", "\x00"),
        ("viec", "plan_approved"),
        ("q", "ệ" * 101),
    ],
)
def test_refused_filter_says_so_and_filters_nothing(user, name, value):
    record(user)

    form = HistoryFilterForm({name: value}, events=events())

    assert form.found().count() == 1
    assert [len(errors) for errors in form.errors.values()] == [1]


def test_last_day_before_the_first_is_refused(user):
    form = HistoryFilterForm({"tu": "05/03/2026", "den": "04/03/2026"}, events=events())
    form.found()

    assert form.errors == {"until": ["Ngày cuối không được trước ngày đầu."]}


def test_chain_end_is_its_head(user):
    record(user)
    last = record(user)

    assert (chain_end(UNIT).count, chain_end(UNIT).hash) == (2, last.hash[:12])
    assert (chain_end("90009").count, chain_end("90009").hash) == (0, "")
