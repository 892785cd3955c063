"""Pages on which a plan is commented, and on which only what was commented is open."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.actions import (
    comment_add,
    comment_answer,
    comment_close,
    plan_return,
    section_delete,
)
from plans.compose import plan_view
from plans.models import Comment, Plan, PlanSection
from plans.queries import FIGURES_NOT_COMMENTED, NOT_COMMENTED
from plans.rules import PlanPlace, fingerprint
from povertyplan.accounts.models import User
from tests.factories import (
    YEAR,
    DeclaredFigureFactory,
    approved,
    clerk_of,
    leader_of,
    small_plan,
    submitted,
)
from tests.plans.commenting.shared import number_typed

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url_of(name: str, plan: Plan, *more: Any) -> str:
    return reverse(f"plans:{name}", args=[plan.slug, *more])


def words(response: Any) -> str:
    """The words of a page, tags taken out."""
    main = response.text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def section_of(plan: Plan, heading: str = "GIẢI PHÁP") -> PlanSection:
    return PlanSection.objects.select_related("plan__unit").get(plan=plan, heading=heading)


def said(plan: Plan, by: User, *, heading: str = "", place: PlanPlace = PlanPlace.BASES) -> Comment:
    section = section_of(plan, heading) if heading else None
    place = PlanPlace.SECTION if section else place
    return comment_add(plan=plan, place=place, section=section, text="Viết rõ hơn.", by=by)


def returned(plan: Plan, by: User) -> Plan:
    return plan_return(plan=submitted(plan), note="Sửa.", only_commented=True, by=by)


# --- saying and reading ---


def test_comment_stands_beside_its_section_in_its_writing_page_and_in_the_list(plan, leader, officer):
    comment = said(plan, leader, heading="GIẢI PHÁP")
    comment_answer(comment=comment, text="Đã sửa rồi.", by=officer)
    client = signed_in(officer)

    page = client.get(url_of("plan", plan)).text
    beside = page.partition('id="at-section-2-heading"')[0].rpartition("<details")[2]
    writing = words(client.get(url_of("section", plan, comment.section_id)))
    elsewhere = words(client.get(url_of("section", plan, section_of(plan, "MỤC TIÊU").pk)))
    every = words(client.get(url_of("comments", plan)))

    for where in (unescape(beside), writing, every):
        assert "Viết rõ hơn." in where
        assert "Đã sửa rồi." in where
    assert "1 góp ý chưa đóng" in beside
    assert "Góp ý 1 chưa đóng" in writing
    assert "Viết rõ hơn." not in elsewhere
    assert "Mục II. GIẢI PHÁP" in every
    assert "1 góp ý" in words(client.get(url_of("plan_edit", plan)))


def test_section_is_commented_from_its_heading(plan, leader):
    client, section = signed_in(leader), section_of(plan)
    page = client.get(url_of("plan", plan)).text
    [address] = re.findall(rf'href="([^"]*\?tai=section:{section.pk})#viet"', page)

    form = client.get(address)
    response = client.post(
        url_of("comments", plan), {"at": f"section:{section.pk}", "text": " Thiếu  nguồn. "}
    )

    assert f'<option value="section:{section.pk}" selected>' in form.text
    comment = Comment.objects.get()
    assert (comment.section_id, comment.text, comment.by) == (section.pk, "Thiếu nguồn.", leader)
    assert response.status_code == 302
    assert response["Location"].endswith(f"/gop-y/#gop-y-{comment.pk}")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"at": "basis", "text": "  "}, "Chưa nhập mục này."),
        ({"at": "basis", "text": "n" * 2001}, "Dài quá 2000 chữ"),
        ({"at": "", "text": "Lời."}, "Chọn một mục trong danh sách."),
        ({"at": "section:999999999999999999999", "text": "Lời."}, "Phần này không còn"),
        ({"at": "section:\x00", "text": "Lời."}, "Phần này không còn"),
        ({"at": "slip", "text": "Lời."}, "Phần này không còn"),  # of corrections
        ({"text": "Lời."}, "Chọn một mục trong danh sách."),
        ({}, "Chưa nhập mục này."),
    ],
)
def test_refused_comment_says_why_and_keeps_what_was_typed(plan, leader, sent, sentence):
    response = signed_in(leader).post(url_of("comments", plan), sent)

    assert response.status_code == 422
    assert sentence in words(response)
    assert sent.get("text", "").strip() in response.text
    assert not Comment.objects.exists()


@pytest.mark.parametrize("query", ["tai=section:0", "tai=%00", "tai=<b>", "diem=x", "diem=%00"])
def test_address_with_nonsense_shows_the_plain_form(plan, leader, query):
    response = signed_in(leader).get(f"{url_of('comments', plan)}?{query}")

    assert response.status_code == 200
    assert not re.search(r'value="[^"]+" selected', response.text)


def test_words_of_a_comment_are_no_markup(plan, leader):
    comment_add(plan=plan, place=PlanPlace.SECTION, section=section_of(plan), text="<b>x</b>", by=leader)
    client = signed_in(leader)

    for name in ("plan", "comments"):
        text = client.get(url_of(name, plan)).text
        assert "<b>x</b>" not in text
        assert "&lt;b&gt;x&lt;/b&gt;" in text


def test_finding_is_commented_from_where_it_is_listed_and_no_more_when_it_is_gone(plan, leader):
    DeclaredFigureFactory.create(plan=plan, column="poor", value=99)
    seen = next(fingerprint(each) for each in plan_view(plan).findings if each.place.startswith("table:"))
    client = signed_in(leader)
    assert f"?diem={seen}#viet" in client.get(url_of("plan", plan)).text
    assert f'name="finding" value="{seen}"' in client.get(f"{url_of('comments', plan)}?diem={seen}").text

    first = client.post(url_of("comments", plan), {"finding": seen, "text": "Vì sao lệch?"})
    plan.declared_figures.all().delete()
    second = client.post(url_of("comments", plan), {"finding": seen, "text": "Hỏi lại."})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "không còn như lúc anh/chị xem" in words(second)
    assert "Hỏi lại.</textarea>" in second.text
    assert [comment.place for comment in Comment.objects.all()] == [PlanPlace.FIGURES]


def test_answer_to_a_comment_closed_meanwhile_comes_back_as_typed(plan, leader, officer):
    comment = said(plan, leader)
    comment_close(comment=comment, by=leader)

    response = signed_in(officer).post(url_of("comment_answer", plan, comment.pk), {"text": "Câu trả lời."})

    assert response.status_code == 409
    assert "đã được đóng trong lúc anh/chị viết" in words(response)
    assert "Câu trả lời.</textarea>" in response.text


def test_what_was_typed_while_the_plan_was_approved_comes_back(plan, leader):
    comment = said(plan, leader)
    approved(submitted(plan))
    client = signed_in(leader)

    answered = client.post(url_of("comment_answer", plan, comment.pk), {"text": "Lời muộn."})
    added = client.post(url_of("comments", plan), {"at": "basis", "text": "Lời muộn."})

    for response in (answered, added):
        assert response.status_code == 422
        assert "góp ý được giữ như lúc duyệt" in words(response)
        assert "Lời muộn.</textarea>" in response.text
    assert client.get(url_of("comments", plan)).text.count("<textarea") == 0


def test_thread_is_answered_closed_and_opened_again_on_its_page(plan, leader, officer):
    comment = said(plan, leader)
    officer_client, leader_client = signed_in(officer), signed_in(leader)

    answered = officer_client.post(url_of("comment_answer", plan, comment.pk), {"text": "Đã bổ sung."})
    blank = officer_client.post(url_of("comment_answer", plan, comment.pk), {"text": ""})
    not_his = officer_client.post(url_of("comment_close", plan, comment.pk), follow=True)
    closed = leader_client.post(url_of("comment_close", plan, comment.pk), follow=True)
    again = leader_client.post(url_of("comment_close", plan, comment.pk), follow=True)
    opened = leader_client.post(url_of("comment_reopen", plan, comment.pk), follow=True)

    assert (answered.status_code, blank.status_code) == (302, 422)
    assert "Chỉ người góp ý hoặc lãnh đạo" in words(not_his)
    assert "Đóng góp ý" not in words(not_his)
    assert "1 góp ý đã đóng" in words(closed)
    assert f"đã được {leader} đóng" in words(again)
    assert "Đã mở lại góp ý." in words(opened)
    assert Comment.objects.get(pk=comment.pk).is_open


def test_comment_of_another_plan_has_no_address_under_this_one(plan, leader, officer):
    foreign = small_plan()
    comment = said(foreign, leader_of(foreign.unit))
    answer = comment_answer(comment=said(plan, leader), text="Đã sửa.", by=officer)

    for pk in (comment.pk, answer.pk, 10**18):
        for name in ("comment_answer", "comment_close", "comment_reopen"):
            assert signed_in(leader).post(url_of(name, plan, pk), {"text": "Lời."}).status_code == 404


def test_clerk_reads_and_is_offered_nothing(plan, leader):
    said(plan, leader, heading="GIẢI PHÁP")
    client = signed_in(clerk_of(plan.unit))

    page, every = client.get(url_of("plan", plan)).text, client.get(url_of("comments", plan)).text

    assert "Viết rõ hơn." in page
    assert "Viết rõ hơn." in every
    assert "?tai=" not in page
    assert "?diem=" not in page
    assert "<textarea" not in every
    assert "Đóng góp ý" not in every


def test_comment_of_a_deleted_section_stays_listed_under_its_heading(plan, leader):
    said(plan, leader, heading="GIẢI PHÁP")
    section_delete(section=section_of(plan), by=None)
    client = signed_in(leader)

    assert "Mục “GIẢI PHÁP” (đã xóa)" in words(client.get(url_of("comments", plan)))
    assert "Mục “GIẢI PHÁP” (đã xóa)" in words(client.get(url_of("plan", plan)))


def test_plan_page_takes_one_query_for_comments_however_many(plan, leader, officer):
    client = signed_in(officer)
    client.get(url_of("plan", plan))  # keeps what was read

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url_of("plan", plan))
        return len([each for each in queries if "plans_comment" in each["sql"]])

    few = asked()
    for heading in ("GIẢI PHÁP", "MỤC TIÊU", ""):
        comment_answer(comment=said(plan, leader, heading=heading), text="Đã sửa.", by=officer)

    assert few == asked() == 1


# --- handing on ---


def test_submitting_and_approving_say_how_many_are_open_and_unanswered(plan, leader, officer):
    comment_answer(comment=said(plan, leader), text="Đã sửa.", by=officer)
    said(plan, leader)
    sentence = "còn 2 góp ý chưa đóng , trong đó 1 chưa ai trả lời"

    before = words(signed_in(officer).get(url_of("plan", plan)))
    response = signed_in(officer).post(url_of("plan_submit", plan))
    after = words(signed_in(leader).get(url_of("plan", plan)))

    assert sentence in before
    assert response.status_code == 302
    assert sentence.capitalize() in after


def test_return_of_only_what_was_commented_wants_a_comment_and_keeps_what_was_typed(plan, leader):
    submitted(plan)
    client, sent = signed_in(leader), {"note": "Viết lại phần đầu.", "only_commented": "1"}

    refused = client.post(url_of("plan_return", plan), sent)
    said(plan, leader)
    response = client.post(url_of("plan_return", plan), sent)

    assert refused.status_code == 422
    assert "Chưa có góp ý nào đang mở" in words(refused)
    assert "Viết lại phần đầu.</textarea>" in refused.text
    assert 'name="only_commented" value="1" checked' in refused.text
    assert response.status_code == 302
    assert Plan.objects.get(pk=plan.pk).unlocked == ["basis"]


def test_outline_shows_what_is_locked_and_why(plan, leader, officer):
    said(plan, leader, heading="GIẢI PHÁP")
    returned(plan, leader)
    opened, locked = section_of(plan), section_of(plan, "MỤC TIÊU")

    page = signed_in(officer).get(url_of("plan_edit", plan))

    assert "chỉ mở những phần được góp ý" in words(page)
    assert "I. MỤC TIÊU khóa" in words(page)
    assert "II. GIẢI PHÁP khóa" not in words(page)
    assert url_of("section", plan, opened.pk) in page.text
    assert url_of("section", plan, locked.pk) not in page.text
    assert url_of("bases", plan) not in page.text
    assert re.findall(r'<option value="(\d*)"', page.text) == [str(opened.pk)]


def test_locked_page_leads_back_with_the_reason(plan, leader, officer):
    said(plan, leader, place=PlanPlace.CLOSING)
    returned(plan, leader)
    client, locked = signed_in(officer), section_of(plan)

    for url in (
        *(url_of(name, plan) for name in ("bases", "duties", "funding", "groups", "prospects", "roadmap")),
        *(url_of(name, plan) for name in ("indicators", "projects", "recipients", "signatory")),
        url_of("section", plan, locked.pk),
        url_of("section_delete", plan, locked.pk),
    ):
        for response in (client.get(url), client.post(url, {"version": "1"})):
            assert response["Location"] == url_of("plan_edit", plan), url
    assert NOT_COMMENTED in words(client.get(url_of("plan_edit", plan)))
    moved = client.post(url_of("section_move", plan, locked.pk), {"direction": "up"}, follow=True)
    assert NOT_COMMENTED in words(moved)
    assert "Thêm mục" not in words(client.get(url_of("plan_edit", plan)))


def test_head_shows_and_saves_only_the_commented_field(plan, leader, officer):
    said(plan, leader, place=PlanPlace.CLOSING)
    plan = returned(plan, leader)
    client = signed_in(officer)

    page = client.get(url_of("plan_head", plan))
    response = client.post(
        url_of("plan_head", plan),
        {"version": plan.version, "base": "", "closing": "Lời kết mới.", "subject": "Trích yếu lén sửa"},
    )

    assert 'name="closing"' in page.text
    assert 'name="subject"' not in page.text
    assert response.status_code == 302
    now = Plan.objects.get(pk=plan.pk)
    assert (now.closing, now.subject) == ("Lời kết mới.", plan.subject)


def test_figures_are_locked_unless_they_were_commented(plan, leader, officer):
    said(plan, leader)
    returned(plan, leader)
    client = signed_in(officer)
    names = ("grid", "targets", "table_upload")
    pages = [reverse(f"plans:{name}", args=[plan.unit_id, YEAR]) for name in names]

    assert all(FIGURES_NOT_COMMENTED in words(client.get(url)) for url in pages)
    plan_return(plan=submitted_with_figures(plan, leader), note="Sửa.", only_commented=True, by=leader)
    assert not any(FIGURES_NOT_COMMENTED in words(client.get(url)) for url in pages)


def submitted_with_figures(plan: Plan, leader: User) -> Plan:
    """The plan with the leader once more, its figures commented."""
    plan = submitted(Plan.objects.get(pk=plan.pk))
    said(plan, leader, place=PlanPlace.FIGURES)
    return plan


def test_leader_opens_everything_from_the_plan_page(plan, leader, officer):
    said(plan, leader)
    returned(plan, leader)
    address = url_of("plan_unlock", plan)

    assert address not in signed_in(officer).get(url_of("plan", plan)).text
    client = signed_in(leader)
    assert address in client.get(url_of("plan", plan)).text
    assert "Đã mở toàn bộ" in words(client.post(address, follow=True))
    assert "tải lại trang" in words(client.post(address, follow=True))
    assert Plan.objects.get(pk=plan.pk).unlocked is None


def test_finding_in_a_locked_section_is_not_offered_for_mending(plan, leader, officer):
    section = section_of(plan)
    number_typed(section)
    client, address = signed_in(officer), url_of("section", plan, section.pk)
    assert f'<a href="{address}">Sửa</a>' in client.get(url_of("plan", plan)).text

    said(plan, leader)
    returned(Plan.objects.get(pk=plan.pk), leader)

    assert f'<a href="{address}">Sửa</a>' not in client.get(url_of("plan", plan)).text
