"""Pages on which hamlets merge, split and are renamed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from households.forms.lineage import allotted
from households.models import (
    Hamlet,
    HamletLineage,
)
from povertyplan.common.models import AuditEvent
from tests.factories import (
    SINCE,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    leader_of,
    officer_of,
)
from tests.households.hamlet_changes import join, split

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return CommuneFactory.create()


@pytest.fixture
def officer(unit):
    return officer_of(unit)


@pytest.fixture
def hamlets(unit):
    return [HamletFactory.create(unit=unit, name=name, valid_from=SINCE) for name in ("Ao Mẫu", "Bờ Mẫu")]


def test_page_merges(unit, officer, hamlets, client: Client):
    client.force_login(officer)
    url = reverse("households:hamlets_join", args=[unit.pk])
    assert client.get(url).status_code == 200

    sent = {
        "hamlets": [hamlet.pk for hamlet in hamlets],
        "name": " Hợp   Mẫu ",
        "label": "xom",
        "area": "rural",
        "date": "01/03/2026",
    }
    page = client.post(url, sent, follow=True).content.decode()

    assert "Đã ghi Xóm Hợp Mẫu" in page
    assert "Thôn Ao Mẫu, Thôn Bờ Mẫu" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"hamlets": []}, "Chọn các thôn"),
        ({"hamlets": ["0"]}, "vừa thay đổi"),
        ({"name": "  "}, "Nhập tên mới"),
        ({"name": "x" * 61}, "dài quá 60"),
        ({"date": "32/01/2026"}, "Nhập ngày như"),
        ({"date": "01/01/0001"}, "bốn chữ số"),
        ({"date": "01/01/2100"}, "chưa tới"),
        ({"label": "lạ"}, "lạ"),
    ],
)
def test_page_says_what_cannot_be(unit, officer, hamlets, client: Client, change, sentence):
    client.force_login(officer)
    sent = {
        "hamlets": [hamlets[0].pk],
        "name": "Hợp",
        "label": "xom",
        "area": "rural",
        "date": "01/03/2026",
    }

    response = client.post(reverse("households:hamlets_join", args=[unit.pk]), sent | change)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Hamlet.objects.filter(valid_to__isnull=False).count() == 0


def test_pages_split_and_allot(unit, officer, hamlets, client: Client):
    household = HouseholdFactory.create(hamlet=hamlets[0], head_name="Lò Văn Phân")
    client.force_login(officer)
    sent = {
        "hamlet": hamlets[0].pk,
        "parts": "Ao Trên\r\n\r\n Ao Dưới \r\n",
        "label": "thon",
        "area": "rural",
        "date": "01/03/2026",
    }
    url = reverse("households:hamlet_allot", args=[unit.pk, hamlets[0].pk])

    response = client.post(reverse("households:hamlet_split", args=[unit.pk]), sent, follow=True)

    assert response.redirect_chain == [(url, 302)]
    assert "Lò Văn Phân về Thôn Ao Trên" in response.content.decode()
    shown = AuditEvent.objects.latest("pk")
    assert (shown.action, shown.details["count"]) == ("households_shown", 1)
    assert "phân hộ Ao Mẫu" in shown.details["filter"]
    waiting = client.get(reverse("households:hamlet_changes", args=[unit.pk])).content.decode()
    assert "còn 1 hộ" in waiting

    save = reverse("households:hamlet_allot_save", args=[unit.pk, hamlets[0].pk])
    part = Hamlet.objects.get(name="Ao Dưới")
    assert "Chưa chọn thôn" in client.post(save, follow=True).content.decode()
    page = client.post(save, {f"ho-{household.pk}": part.pk}, follow=True).content.decode()

    assert "Đã phân 1 hộ." in page
    assert "Đã phân hết hộ" in page
    household.refresh_from_db()
    assert household.hamlet == part


@pytest.mark.parametrize("parts", ["", "Một", "Một\nMột", "x" * 61 + "\ny", "\n".join(map(str, range(21)))])
def test_page_of_splitting_says_what_cannot_be(unit, officer, hamlets, client: Client, parts):
    client.force_login(officer)
    sent = {
        "hamlet": hamlets[0].pk,
        "parts": parts,
        "label": "thon",
        "area": "rural",
        "date": "01/03/2026",
    }

    response = client.post(reverse("households:hamlet_split", args=[unit.pk]), sent)

    assert "Chưa lưu. Cần sửa" in response.content.decode()
    assert not HamletLineage.objects.exists()


def test_fifty_households_stand_on_a_page_in_constant_queries(
    unit, officer, hamlets, client: Client, django_assert_num_queries
):
    split(unit, officer, hamlets[0])
    client.force_login(officer)
    url = reverse("households:hamlet_allot", args=[unit.pk, hamlets[0].pk])
    HouseholdFactory.create(hamlet=hamlets[0])
    for number in (1, 52):
        if number > 1:
            for _ in range(number - 1):
                HouseholdFactory.create(hamlet=hamlets[0])
        client.get(url)
        with django_assert_num_queries(12):
            page = client.get(url)
        assert len(page.context["page"].object_list) == min(number, 50)

    assert "?trang=2" in page.content.decode()
    assert len(client.get(url, {"trang": "2"}).context["page"].object_list) == 2
    assert len(client.get(url, {"trang": "x"}).context["page"].object_list) == 50


def test_only_choices_of_the_page_are_read(hamlets):
    part = hamlets[0]
    sent = {
        "ho-1": str(part.pk),
        "ho-2": "",
        "ho-x": str(part.pk),
        "ho-3": str(hamlets[1].pk),
        "ho-\u00b2": str(part.pk),
        f"ho-{'9' * 30}": str(part.pk),
        "csrf": "1",
    }

    assert allotted(sent, [part]) == {1: part.pk}


def test_leader_reads_what_became_of_the_hamlets(unit, officer, hamlets, client: Client):
    join(unit, officer, hamlets)
    client.force_login(leader_of(unit))

    page = client.get(reverse("households:hamlet_changes", args=[unit.pk])).content.decode()

    assert "Thôn Hợp Mẫu" in page
    assert reverse("households:hamlets_join", args=[unit.pk]) not in page
