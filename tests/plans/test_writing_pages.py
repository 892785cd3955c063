"""Pages of writing a plan: outline, head, sections, lists, signatory, the commune's targets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.forms.formsets import BaseFormSet
from django.test import Client
from django.urls import reverse

from plans.actions import parts_save, plan_save, section_save
from plans.compose import plan_source
from plans.forms.lists import PARTS
from plans.forms.targets import target_rows
from plans.models import CommuneTarget, FundingSource, LegalBasis, Plan, PlanSection
from plans.queries import commune_targets
from plans.rules import SectionContent
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    CommuneTargetFactory,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)

pytestmark = pytest.mark.django_db

PAGES = (
    *("plan_edit", "plan_head", "bases", "duties", "funding", "recipients", "signatory"),
    *("groups", "prospects", "roadmap", "indicators", "projects"),
)
NASTY = {
    "long": "n" * 10_000,
    "html": "<script>alert(1)</script>",
    "formula": "=1+1",
    "nul": "a\x00b",
}


@pytest.fixture
def plan() -> Plan:
    plan = small_plan()
    counted_hamlets(plan.unit, 2)
    return plan


@pytest.fixture
def officer(plan: Plan, client: Client) -> Client:
    client.force_login(officer_of(plan.unit))
    return client


def node_of(plan: Plan, heading: str = "GIẢI PHÁP") -> PlanSection:
    return plan.sections.get(heading=heading)


def urls_of(plan: Plan) -> list[str]:
    node = node_of(plan)
    return [
        *(reverse(f"plans:{name}", args=[plan.slug]) for name in PAGES),
        reverse("plans:section", args=[plan.slug, node.pk]),
        reverse("plans:section_delete", args=[plan.slug, node.pk]),
    ]


def url_of(name: str, plan: Plan, *more: Any) -> str:
    return reverse(f"plans:{name}", args=[plan.slug, *more])


def text_of(response: Any) -> str:
    return str(response.content.decode())


def shown(rows: BaseFormSet[Any], **changes: Any) -> dict[str, str]:
    """What the page would send for a list: its fields as shown, and `changes` by field name."""
    bound = [*rows.management_form, *(field for form in rows for field in form)]
    values = {field.html_name: field.value() for field in bound if not field.html_name.endswith(("DELETE",))}
    given: dict[str, str] = {}
    for field in bound:
        if field.html_name in values and values[field.html_name] is not None:
            prepared = field.field.widget.format_value(values[field.html_name])
            if prepared == []:
                continue  # boxes of which none is ticked send nothing
            given[field.html_name] = str(prepared[0] if isinstance(prepared, list) else prepared or "")
    return {**given, **changes}


def list_data(plan: Plan, key: str, **changes: str) -> dict[str, str]:
    plan = Plan.objects.get(pk=plan.pk)
    return shown(PARTS[key].rows(plan_source(plan), None), version=str(plan.version), **changes)


def head_data(plan: Plan, **changes: str) -> dict[str, str]:
    plan.refresh_from_db()
    names = (
        *("superior", "issuer", "symbol", "locality", "month", "subject", "opening", "closing"),
        *("drafter_mark", "appendix_title", "row_decimals", "total_decimals", "decimal_mark"),
    )
    given = {name: "" if (value := getattr(plan, name)) is None else str(value) for name in names}
    return {**given, "programme": "", "version": str(plan.version), **changes}


def section_data(node: PlanSection, **changes: str) -> dict[str, str]:
    given = {"heading": node.heading, "body": node.body, "content": node.content}
    return {**given, "version": str(node.version), **changes}


# --- who may ---------------------------------------------------------------------------------------


def test_pages_open_for_the_officer(plan: Plan, officer: Client) -> None:
    assert {url: officer.get(url).status_code for url in urls_of(plan)} == dict.fromkeys(urls_of(plan), 200)


def test_pages_are_closed_to_the_leader(plan: Plan, client: Client) -> None:
    client.force_login(leader_of(plan.unit))

    assert {client.get(url).status_code for url in urls_of(plan)} == {403}
    assert client.post(url_of("section_add", plan), {"heading": "X"}).status_code == 403


def test_pages_do_not_exist_for_another_commune(plan: Plan, client: Client) -> None:
    client.force_login(officer_of(small_plan().unit))

    assert {client.get(url).status_code for url in urls_of(plan)} == {404}
    assert client.get(reverse("plans:targets", args=[plan.unit_id, YEAR])).status_code == 404


def test_section_of_another_plan_is_not_found(plan: Plan, officer: Client) -> None:
    other = small_plan(plan.unit)

    for name in ("section", "section_delete"):
        assert officer.get(url_of(name, plan, node_of(other).pk)).status_code == 404
    assert officer.post(url_of("section_move", plan, node_of(other).pk)).status_code == 404


def test_submitted_plan_is_not_written(plan: Plan, officer: Client) -> None:
    submitted(plan)

    for url in urls_of(plan):
        assert officer.get(url).url == url_of("plan", plan)  # type: ignore[attr-defined]
    officer.post(url_of("section", plan, node_of(plan).pk), section_data(node_of(plan), heading="Mới"))
    assert node_of(plan).heading == "GIẢI PHÁP"


def test_adding_and_moving_need_post(plan: Plan, officer: Client) -> None:
    assert officer.get(url_of("section_add", plan)).status_code == 405
    assert officer.get(url_of("section_move", plan, node_of(plan).pk)).status_code == 405


# --- outline ---------------------------------------------------------------------------------------


def test_outline_numbers_sections(plan: Plan, officer: Client) -> None:
    page = text_of(officer.get(url_of("plan_edit", plan)))

    assert "I. MỤC TIÊU" in page
    assert "1. Chỉ tiêu" in page
    assert "III. TỔ CHỨC THỰC HIỆN" in page


def test_section_is_added_below_its_parent(plan: Plan, officer: Client) -> None:
    parent = node_of(plan)

    answer = officer.post(url_of("section_add", plan), {"heading": " Vay  vốn ", "parent": parent.pk})

    node = plan.sections.get(heading="Vay vốn")
    assert node.parent == parent
    assert answer.url == url_of("section", plan, node.pk)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("heading", "parent"), [("", ""), ("n" * 301, ""), ("Mới", "999999"), ("Mới", "x")])
def test_section_that_cannot_be_added_says_why(
    plan: Plan, officer: Client, heading: str, parent: str
) -> None:
    answer = officer.post(url_of("section_add", plan), {"heading": heading, "parent": parent})

    assert answer.status_code == 200
    assert "Chưa lưu. Cần sửa" in text_of(answer)
    assert plan.sections.count() == 4


def test_section_moves_up(plan: Plan, officer: Client) -> None:
    officer.post(url_of("section_move", plan, node_of(plan).pk), {"direction": "up"})

    top = plan.sections.filter(parent=None).order_by("order").values_list("heading", flat=True)
    assert list(top) == ["GIẢI PHÁP", "MỤC TIÊU", "TỔ CHỨC THỰC HIỆN"]


def test_deleting_asks_first_and_names_what_goes_too(plan: Plan, officer: Client) -> None:
    node = node_of(plan, "MỤC TIÊU")
    url = url_of("section_delete", plan, node.pk)

    asked = text_of(officer.get(url))
    assert "1. Chỉ tiêu" in asked
    assert plan.sections.count() == 4

    officer.post(url)
    assert plan.sections.count() == 2


# --- one section ------------------------------------------------------------------------------------


def test_section_is_saved(plan: Plan, officer: Client) -> None:
    node = node_of(plan)
    data = section_data(node, body="Có {{ho-ngheo}} hộ.\r\n\r\n- Một", content="funding")

    answer = officer.post(url_of("section", plan, node.pk), data)

    node.refresh_from_db()
    assert (node.body, node.content) == ("Có {{ho-ngheo}} hộ.\n- Một", "funding")
    assert answer.status_code == 302


def test_figures_to_pick_stand_beside_the_text(plan: Plan, officer: Client) -> None:
    page = text_of(officer.get(url_of("section", plan, node_of(plan).pk)))

    assert 'data-insert="{{ho-ngheo}}"' in page
    assert "<strong>200</strong>" in page  # two hamlets of 100 households


@pytest.mark.parametrize("token", ["{{ho-giau}}", "{{ho-ngheo@khong-co}}", "{{Hộ nghèo}}"])
def test_unknown_figure_is_an_error_of_the_field(plan: Plan, officer: Client, token: str) -> None:
    node = node_of(plan)

    answer = officer.post(url_of("section", plan, node.pk), section_data(node, body=f"Có {token} hộ."))

    assert answer.status_code == 200
    assert f"Không có số liệu nào tên {token}; chọn trong danh sách bên cạnh." in text_of(answer)
    assert f"Có {token} hộ.</textarea>" in text_of(answer)
    node.refresh_from_db()
    assert node.body == "Cho vay vốn."


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_heading_is_stored_as_text_or_refused(plan: Plan, officer: Client, text: str) -> None:
    node = node_of(plan)

    answer = officer.post(url_of("section", plan, node.pk), section_data(node, heading=text))

    node.refresh_from_db()
    if len(text) > 300:
        assert "Dài quá 300 chữ (đang có 10000 chữ)." in text_of(answer)
        assert text in text_of(answer)
    else:
        assert answer.status_code == 302
        assert node.heading == text.replace("\x00", " ")
        assert "<script>alert" not in text_of(officer.get(url_of("plan_edit", plan)))


def test_stale_section_keeps_what_was_typed_and_shows_what_is_stored(plan: Plan, officer: Client) -> None:
    node = node_of(plan)
    url, data = url_of("section", plan, node.pk), section_data(node, body="Lời của tôi.")
    content = SectionContent.TEXT
    section_save(
        section=node, heading="Khác", body="Lời người khác.", content=content, version=node.version, by=None
    )

    answer = officer.post(url, data)

    assert answer.status_code == 409
    assert "Lời của tôi.</textarea>" in text_of(answer)
    assert "Lời người khác." in text_of(answer)
    again = officer.post(url, sent_on(answer, **{"keep:body": "mine", "keep:heading": "theirs"}))
    assert again.status_code == 302
    assert node_of(plan, "Khác").body == "Lời của tôi."


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000, "²"])
def test_damaged_version_overwrites_nothing(plan: Plan, officer: Client, version: str) -> None:
    node = node_of(plan)

    answer = officer.post(url_of("section", plan, node.pk), section_data(node, body="X", version=version))

    assert answer.status_code == 409
    node.refresh_from_db()
    assert node.body == "Cho vay vốn."


# --- head -------------------------------------------------------------------------------------------


def test_head_is_saved(plan: Plan, officer: Client) -> None:
    data = head_data(plan, issuer="Ủy ban nhân dân\r\nxã Mẫu", month="", total_decimals="1")

    assert officer.post(url_of("plan_head", plan), data).status_code == 302
    plan.refresh_from_db()
    assert (plan.issuer, plan.month, plan.total_decimals) == ("Ủy ban nhân dân\nxã Mẫu", None, 1)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("opening", "Có {{ho-giau}} hộ."),
        ("month", "13"),
        ("row_decimals", "9"),
        ("programme", "77"),
        ("subject", ""),
        ("symbol", "K" * 31),
    ],
)
def test_head_that_cannot_be_says_why(plan: Plan, officer: Client, field: str, text: str) -> None:
    answer = officer.post(url_of("plan_head", plan), head_data(plan, **{field: text}))

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]


def test_stale_head_names_the_differences(plan: Plan, officer: Client) -> None:
    data = head_data(plan, subject="Của tôi")
    plan_save(plan=plan, fields={"locality": "Nơi Khác"}, version=plan.version, by=None)

    answer = officer.post(url_of("plan_head", plan), data)

    assert answer.status_code == 409
    assert "Của tôi</textarea>" in text_of(answer)
    assert "Nơi Khác" in text_of(answer)
    keep = {"keep:subject": "mine", "keep:locality": "theirs"}
    assert officer.post(url_of("plan_head", plan), sent_on(answer, **keep)).status_code == 302
    plan.refresh_from_db()
    assert (plan.subject, plan.locality) == ("Của tôi", "Nơi Khác")


# --- lists ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [key for key in PARTS if key != "slips"])  # those of a correction
def test_list_sent_back_unchanged_stays(plan: Plan, officer: Client, key: str) -> None:
    before = PARTS[key].stored(plan)

    assert officer.post(url_of(key, plan), list_data(plan, key)).status_code == 302
    assert PARTS[key].stored(plan) == before


def test_rows_are_added_ordered_and_dropped(plan: Plan, officer: Client) -> None:
    officer.post(url_of("funding", plan), list_data(plan, "funding", **{"rows-1-text": "Quỹ vì người nghèo"}))
    data = list_data(
        plan,
        "funding",
        **{"rows-0-DELETE": "on", "rows-1-ORDER": "2", "rows-2-text": "Vay", "rows-2-ORDER": "1"},
    )
    officer.post(url_of("funding", plan), data)

    texts = FundingSource.objects.filter(plan=plan).order_by("order").values_list("text", flat=True)
    assert list(texts) == ["Vay", "Quỹ vì người nghèo"]


def test_basis_takes_a_date_as_written_here(plan: Plan, officer: Client) -> None:
    data = list_data(plan, "bases", **{"rows-0-date": "05/04/2026"})

    assert data["rows-0-number"] == "07/2021/NĐ-CP"
    officer.post(url_of("bases", plan), data)
    assert "ngày 05/04/2026" in str(LegalBasis.objects.get(plan=plan))


@pytest.mark.parametrize(
    ("key", "field", "text"),
    [
        ("bases", "date", "31/02/2026"),
        ("bases", "date", "2\x00/1"),
        ("bases", "kind", ""),
        ("bases", "kind", "k" * 10_000),
        ("bases", "ORDER", "một"),
        ("duties", "kind", "khong-co"),
        ("duties", "text", "Có {{ho-giau}} hộ."),
        ("funding", "text", "{{x}}"),
        ("recipients", "mark", "m" * 21),
    ],
)
def test_bad_row_is_refused_and_stays_typed(
    plan: Plan, officer: Client, key: str, field: str, text: str
) -> None:
    name = f"rows-0-{field}"
    before = PARTS[key].stored(plan)

    answer = officer.post(url_of(key, plan), list_data(plan, key, **{name: text}))

    assert answer.status_code == 200
    form = answer.context["rows"].forms[0]
    assert list(form.errors) == [field]
    assert form.data[name] == text
    assert PARTS[key].stored(plan) == before


@pytest.mark.parametrize(
    "damage", [{"rows-TOTAL_FORMS": ""}, {"rows-TOTAL_FORMS": "x"}, {"rows-TOTAL_FORMS": "100000"}]
)
def test_damaged_list_is_refused(plan: Plan, officer: Client, damage: dict[str, str]) -> None:
    answer = officer.post(url_of("funding", plan), list_data(plan, "funding", **damage))

    assert answer.status_code == 200
    assert "Chưa lưu. Cần sửa" in text_of(answer)
    assert FundingSource.objects.filter(plan=plan).count() == 1


def test_stale_list_keeps_rows_and_shows_what_is_stored(plan: Plan, officer: Client) -> None:
    data = list_data(plan, "funding", **{"rows-1-text": "Dòng của tôi"})
    plan.refresh_from_db()
    rows = [{"text": "Dòng người khác"}]
    parts_save(plan=plan, model=FundingSource, rows=rows, version=plan.version, by=None)

    answer = officer.post(url_of("funding", plan), data)

    assert answer.status_code == 409
    assert "Dòng của tôi" in text_of(answer)
    assert "Dòng người khác" in text_of(answer)
    keep = {f"keep:{choice.name}": "mine" for choice in answer.context["conflict"].choices}
    assert officer.post(url_of("funding", plan), sent_on(answer, **keep)).status_code == 302
    assert [row["text"] for row in PARTS["funding"].stored(plan)] == ["Ngân sách xã", "Dòng của tôi"]


# --- signatory --------------------------------------------------------------------------------------


def test_preset_is_chosen(plan: Plan, officer: Client) -> None:
    plan.refresh_from_db()
    data = {"preset": "2", "lines": "", "name": "Hà Văn Mẫu", "version": str(plan.version)}

    assert officer.post(url_of("signatory", plan), data).status_code == 302
    plan.signatory.refresh_from_db()
    assert (plan.signatory.lines, plan.signatory.name) == ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "Hà Văn Mẫu")


@pytest.mark.parametrize(
    ("preset", "lines"), [("own", ""), ("", ""), ("99", ""), ("1", "Chữ riêng"), ("own", "d" * 301)]
)
def test_signatory_that_cannot_be_says_why(plan: Plan, officer: Client, preset: str, lines: str) -> None:
    plan.refresh_from_db()
    data = {"preset": preset, "lines": lines, "name": "", "version": str(plan.version)}

    answer = officer.post(url_of("signatory", plan), data)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert lines in text_of(answer)


def test_stale_signatory_keeps_what_was_typed(plan: Plan, officer: Client) -> None:
    data = {"preset": "own", "lines": "TL. AI ĐÓ", "name": "Mới", "version": "0"}

    answer = officer.post(url_of("signatory", plan), data)

    assert answer.status_code == 409
    assert "TL. AI ĐÓ</textarea>" in text_of(answer)


# --- the commune's targets --------------------------------------------------------------------------


def target_data(plan: Plan, **changes: str) -> dict[str, str]:
    stored = commune_targets(unit=plan.unit, year=YEAR)
    version = str(max((target.pk for target in stored), default=0))
    return shown(target_rows(stored), version=version, **changes)


def targets_url(plan: Plan) -> str:
    return reverse("plans:targets", args=[plan.unit_id, YEAR])


def test_targets_are_saved_with_a_comma(plan: Plan, officer: Client) -> None:
    row = {"rows-0-value": "0,79", "rows-0-measure": "percentage_point", "rows-0-comparator": "above"}

    answer = officer.post(targets_url(plan), target_data(plan, **row))

    assert answer.status_code == 302
    target = CommuneTarget.objects.get(unit=plan.unit)
    assert (target.value, str(target)) == (Decimal("0.79"), "hộ nghèo trên 0,79 điểm %")
    assert 'value="0,79"' in text_of(officer.get(targets_url(plan)))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("value", text) for text in ("bảy", "-1", "1,5", "9" * 5000, "1\x00x")),
        *(("measure", "con"), ("indicator", ""), ("wording", "w" * 301)),
    ],
)
def test_bad_target_is_refused_and_stays_typed(plan: Plan, officer: Client, field: str, text: str) -> None:
    CommuneTargetFactory.create(unit=plan.unit)

    answer = officer.post(targets_url(plan), target_data(plan, **{f"rows-0-{field}": text}))

    assert answer.status_code == 200
    assert list(answer.context["rows"].forms[0].errors) == [field]
    assert CommuneTarget.objects.get(unit=plan.unit).value == 7


def test_rate_above_100_is_refused(plan: Plan, officer: Client) -> None:
    row = {"rows-0-value": "101", "rows-0-measure": "percent"}

    assert "Tỷ lệ không thể quá 100." in text_of(officer.post(targets_url(plan), target_data(plan, **row)))


def test_targets_close_with_the_plan_and_nothing_typed_is_lost(plan: Plan, officer: Client) -> None:
    data = target_data(plan, **{"rows-0-value": "12"})
    submitted(plan)

    answer = officer.post(targets_url(plan), data)

    assert "thu hồi hoặc có kế hoạch điều chỉnh thì mới sửa được số liệu và chỉ tiêu" in text_of(answer)
    assert 'value="12"' in text_of(answer)
    assert not CommuneTarget.objects.filter(unit=plan.unit).exists()
    assert '<form method="post" data-guard' not in text_of(officer.get(targets_url(plan)))


def test_stale_targets_keep_what_was_typed(plan: Plan, officer: Client) -> None:
    data = target_data(plan, **{"rows-0-value": "12"})
    CommuneTargetFactory.create(unit=plan.unit)

    answer = officer.post(targets_url(plan), data)

    assert answer.status_code == 409
    assert 'value="12"' in text_of(answer)
    assert "từ … trở lên" in text_of(answer)


def test_leader_reads_targets_and_cannot_send_any(plan: Plan, client: Client) -> None:
    CommuneTargetFactory.create(unit=plan.unit)
    client.force_login(leader_of(plan.unit))

    assert "Giảm hộ nghèo từ 7 hộ trở lên" in text_of(client.get(targets_url(plan)))
    assert client.post(targets_url(plan), target_data(plan)).status_code == 403
