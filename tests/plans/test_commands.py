"""Everything a page does, as a command: what it prints and its exit status."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from households.models import Hamlet, HamletFigures, Membership
from households.rules import Role
from plans.actions import declared_save, finding_acknowledge
from plans.actions.life import content_hash
from plans.compose import plan_standing
from plans.models import DeclaredFigure, Plan
from plans.rules import PLANS, fingerprint
from povertyplan.accounts.models import User
from povertyplan.common.audit import first_broken
from povertyplan.common.models import AuditEvent, AuditHead
from povertyplan.documents.frozen import from_json
from povertyplan.documents.lint import lint
from povertyplan.documents.pdf import render_pdf
from tests.documents.sample import sample
from tests.factories import approved, counted_hamlets, small_plan, submitted


def run(*arguments: str, **options: Any) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def exit_status(*arguments: str) -> tuple[int, str]:
    """The status a shell would see, and what was printed."""
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


# --- plan_check ---


def test_check_of_a_plan_with_errors_ends_with_1_and_names_the_places(demo):
    status, text = exit_status("plan_check", "phu-thinh-2026")

    assert status == 1
    lines = text.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("lỗi: Phụ lục, dòng Tổng cộng, cột Tổng số hộ (Thời điểm 31/12/2025): ")
    assert lines[-1] == "3 điểm chưa khớp."


def test_check_as_json_has_its_keys(demo):
    status, text = exit_status("plan_check", "phu-thinh-2026", "--format", "json")

    rows = json.loads(text)
    assert status == 1
    assert [row["code"] for row in rows] == ["total_not_sum"] * 3
    for row in rows:
        assert row.pop("acknowledged") is None
        assert row.keys() == {"code", "level", "place", "printed", "computed", "rule", "message"}
        assert all(isinstance(value, str) for value in row.values())
    assert rows[0]["level"] == "error"
    assert (rows[0]["printed"], rows[0]["computed"]) == ("5.441", "5.053")


def test_check_as_json_says_what_was_acknowledged_and_findings_stay_findings(demo):
    plan = Plan.objects.get(slug="phu-thinh-2026")
    view, leader = plan_standing(plan), User.objects.get(username="lanhdao")
    finding_acknowledge(
        plan=plan,
        fingerprints=[fingerprint(view.findings[1])],
        seen_hash=content_hash(view),
        reason="Theo số huyện giao.",
        by=leader,
    )

    status, text = exit_status("plan_check", "phu-thinh-2026", "--format", "json")

    first, second, third = (row["acknowledged"] for row in json.loads(text))
    assert (status, first, third) == (1, None, None)
    assert second.keys() == {"reason", "by", "at"}
    assert (second["reason"], second["by"]) == ("Theo số huyện giao.", leader.full_name)
    assert dt.datetime.fromisoformat(second["at"]).utcoffset() is not None


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["text", "json"])
def test_check_of_a_plan_that_adds_up_ends_with_0(form):
    plan = small_plan()
    counted_hamlets(plan.unit, 2)

    status, text = exit_status("plan_check", plan.slug, "--format", form)

    assert status == 0
    assert (json.loads(text) == []) if form == "json" else (text == "Các số liệu đều khớp.\n")


def test_check_with_notices_only_ends_with_0(demo):
    plan = Plan.objects.get(slug="bac-son-2023")
    rows = plan.declared_figures.values_list("hamlet", "column")
    declared_save(plan=plan, figures=dict.fromkeys(rows), by=None)

    status, text = exit_status("plan_check", "bac-son-2023")

    assert status == 0
    assert text.startswith("lưu ý: ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ("plan_check", "khong-co"),
        ("plan_lint", "khong-co"),
        ("plan_render", "khong-co", "--output", "x.html"),
    ],
)
def test_unknown_plan_ends_with_2(arguments):
    assert exit_status(*arguments) == (2, "Không có kế hoạch khong-co.")


# --- plan_lint ---


@pytest.mark.parametrize("slug", ["phu-thinh-2026", "bac-son-2023"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_prints_of_the_demo_keep_every_rule(demo, slug, form):
    status, text = exit_status("plan_lint", slug, "--format", form)

    assert status == 0
    assert (json.loads(text) == []) if form == "json" else (text == "Bản in đúng thể thức.\n")


@pytest.mark.parametrize("slug", ["phu-thinh-2026", "bac-son-2023"])
def test_demo_plans_keep_every_rule_when_approved(demo, slug):
    document = replace(plan_standing(Plan.objects.get(slug=slug)).document, draft=False)

    assert lint(render_pdf(document), draft=False) == ()


@pytest.mark.django_db
def test_lint_of_an_approved_plan_reads_the_bytes_that_were_kept():
    kept = approved(submitted(small_plan()), pdf=render_pdf(replace(sample(), appendices=())))

    status, text = exit_status("plan_lint", kept.slug, "--format", "json")

    rows = json.loads(text)
    assert status == 1
    assert {(row["code"], row["page"]) for row in rows} == {("draft_mark", page) for page in (1, 2, 3)}
    assert rows[0] == {
        "code": "draft_mark",
        "rule": "Dự thảo, và chỉ dự thảo, in DỰ THẢO trên mọi trang.",
        "page": 1,
        "found": "Bản duyệt có chữ DỰ THẢO",
        "message": "Trang 1: Bản duyệt có chữ DỰ THẢO. Dự thảo, và chỉ dự thảo, in DỰ THẢO trên mọi trang.",
    }
    assert exit_status("plan_lint", kept.slug)[1].splitlines()[-1] == "3 điểm sai thể thức."


@pytest.mark.django_db
def test_print_that_cannot_be_read_ends_with_2():
    kept = approved(submitted(small_plan()), pdf=b"%PDF-")

    assert exit_status("plan_lint", kept.slug) == (2, "Tệp PDF hỏng, không đọc được. Hãy in lại.")


# --- plan_render ---


def rendered(slug: str, path: Path) -> bytes:
    assert run("plan_render", slug, output=path) == f"{path}\n"
    return path.read_bytes()


def test_plan_is_rendered_to_pdf(demo, tmp_path):
    assert rendered("phu-thinh-2026", tmp_path / "x.pdf").startswith(b"%PDF-")


def test_plan_is_rendered_to_word(demo, tmp_path):
    rendered("phu-thinh-2026", tmp_path / "x.docx")

    with ZipFile(tmp_path / "x.docx") as file:
        assert "Ba Giăng" in file.read("word/document.xml").decode()


def test_plan_is_rendered_to_html(demo, tmp_path):
    text = rendered("phu-thinh-2026", tmp_path / "x.html").decode()

    assert "5.441" in text
    assert "{{" not in text


def test_plan_is_rendered_to_json_that_can_be_read_back(demo, tmp_path):
    data = json.loads(rendered("phu-thinh-2026", tmp_path / "x.json"))

    assert from_json(data) == plan_standing(Plan.objects.get(slug="phu-thinh-2026")).document


@pytest.mark.parametrize("name", ["x.odt", "x", "x.PDF.exe"])
def test_unknown_ending_is_refused_with_2(demo, tmp_path, name):
    status, text = exit_status("plan_render", "phu-thinh-2026", f"--output={tmp_path / name}")

    assert (status, text) == (2, "Đuôi tệp phải là .pdf, .docx, .xlsx, .html, .json.")
    assert not (tmp_path / name).exists()


def test_file_that_cannot_be_written_is_refused_with_2(demo, tmp_path):
    status, _ = exit_status("plan_render", "phu-thinh-2026", f"--output={tmp_path / 'no' / 'x.json'}")

    assert status == 2


# --- plan_new ---


@pytest.mark.parametrize("kind", PLANS)
def test_plan_of_each_kind_is_started_with_its_standard_sections(demo, kind):
    slug = run("plan_new", kind=kind, unit="05800", year=2027).strip()

    plan = Plan.objects.get(slug=slug)
    assert (plan.year, plan.kind, plan.unit.code) == (2027, kind, "05800")
    assert plan.sections.count() > 5
    assert "$" not in "".join(plan.sections.values_list("body", flat=True))
    assert "xóm" in "".join(plan.sections.values_list("body", flat=True))


def test_name_of_a_new_plan_is_printed_as_json(demo):
    assert json.loads(run("plan_new", kind="annual", unit="05800", year=2027, format="json")) == {
        "plan": "phu-thinh-2027"
    }


@pytest.mark.parametrize(("unit", "year"), [("99999", 2026), ("05800", 2014), ("05800", 2061), ("19", 2026)])
def test_plan_that_cannot_be_started_ends_with_2(demo, unit, year):
    number = Plan.objects.count()

    status, text = exit_status("plan_new", "--kind=annual", f"--unit={unit}", f"--year={year}")

    assert status == 2
    assert text
    assert Plan.objects.count() == number


# --- demo ---


def test_demo_twice_changes_nothing(demo):
    tables = (User, Membership, Hamlet, HamletFigures, Plan, DeclaredFigure, AuditEvent)
    before = [list(model.objects.order_by("pk").values()) for model in tables]

    text = run("demo")

    assert text == "Dữ liệu trình diễn đã có.\n"
    assert [list(model.objects.order_by("pk").values()) for model in tables] == before


def test_demo_holds_five_plans_its_people_and_chains_that_hold(demo):
    assert set(Plan.objects.plans().values_list("slug", flat=True)) == {
        "bach-quang-2026",
        "phu-thinh-2026",
        "bac-son-2023",
        "tan-hoa-2024",
        "dak-cam-2025-2030",
    }
    assert User.objects.filter(is_demo=True).count() == User.objects.count() == 12
    led = Hamlet.objects.visible_to(User.objects.get(username="totruong")).in_order()
    assert [hamlet.full_name for hamlet in led] == ["Xóm Ba Giăng", "Xóm Lê Lợi"]
    assert Membership.objects.filter(role=Role.OFFICER).count() == 3
    for head in AuditHead.objects.all():
        events = AuditEvent.objects.filter(unit_code=head.unit_code).order_by("sequence")
        assert first_broken(events, head) is None
