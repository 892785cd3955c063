"""Pages of households' workbooks: choose, say what the columns are, look, write, take back, take away."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from households.jobs import MOVED, NOTHING_KEPT
from households.models import (
    AdministrativeUnit,
    ColumnMapping,
    Ethnicity,
    Household,
    HouseholdImport,
    HouseholdUpload,
    Membership,
    Review,
    ReviewRound,
)
from households.rules import Role
from households.views import imports
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from povertyplan.jobs.actions import REVOKED
from povertyplan.jobs.models import Job, State
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MembershipFactory,
    ReviewRoundFactory,
    ThresholdFactory,
    officer_of,
)
from tests.households.register_files import LIST_HEAD, file_of
from tests.jobs.running import run_here

pytestmark = pytest.mark.django_db
ROWS = (
    (1, "Ba Giăng", "Lò Văn Một", 1980, "Nam", "Tày", "001080000001", 120, 30, "Hộ nghèo"),
    (2, "Ba Giăng", "Lò Văn Hai", 1981, "Nam", "Tày", "001081000002", 120, 10, "Hộ cận nghèo"),
)


@pytest.fixture
def commune() -> AdministrativeUnit:
    unit = CommuneFactory.create()
    for name in ("Ba Giăng", "Lê Lợi"):
        HamletFactory.create(unit=unit, name=name, label="xom")
    ThresholdFactory.create(standard=ReviewRoundFactory.create(unit=unit).standard)
    Ethnicity.objects.create(code="02", name="Tày")
    return unit


@pytest.fixture
def officer(commune: AdministrativeUnit, client: Client) -> User:
    user = officer_of(commune)
    client.force_login(user)
    return user


def url(name: str, unit: AdministrativeUnit) -> str:
    return reverse(f"households:register_{name}", args=[unit.pk])


def send(client: Client, unit: AdministrativeUnit, content: bytes, *, round: bool = True) -> Any:
    data = {
        "file": SimpleUploadedFile("ho.xlsx", content),
        "round": ReviewRound.objects.get(unit=unit).pk if round else "",
    }
    return client.post(url("upload", unit), data)


def text(response: Any) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return str(response.content.decode())


def confirm(client: Client, unit: AdministrativeUnit) -> Any:
    page = text(client.get(url("preview", unit)))
    hidden = dict(re.findall(r'name="(digest|count)" value="(\w+)"', page))
    return client.post(url("confirm", unit), hidden)


def test_own_list_is_looked_at_written_and_taken_back(
    client: Client, commune: AdministrativeUnit, officer: User
) -> None:
    content = file_of(LIST_HEAD, *ROWS)
    assert send(client, commune, content).status_code == 302
    page = text(client.get(url("preview", commune)))
    assert "Sẽ thêm 2 hộ, sửa 0 hộ" in page
    assert "Lò Văn Một" in page
    assert not Household.objects.exists()

    response = confirm(client, commune)

    assert response.status_code == 302
    assert (Household.objects.count(), Review.objects.entered().count()) == (2, 2)
    assert not HouseholdUpload.objects.exists()
    assert ColumnMapping.objects.filter(unit=commune).exists()
    page = text(client.get(url("upload", commune)))
    assert "Đã ghi từ Excel: 2 hộ mới" in page
    record = HouseholdImport.objects.get()

    send(client, commune, content)
    page = text(client.get(url("preview", commune)))
    assert "Tệp giống hệt danh sách đang có" in page
    assert "Chính tệp này đã được nhập lúc" in page
    assert "Ghi vào danh sách hộ" not in page

    client.post(url("undo", commune), {"record": record.pk})
    assert not Household.objects.exists()
    page = text(client.get(url("upload", commune)))
    assert "Đã hoàn tác" in page


def test_columns_are_chosen_and_remembered(
    client: Client, commune: AdministrativeUnit, officer: User
) -> None:
    head = ["STT", "Nơi ấy", "Quý danh", "Năm sinh"]
    content = file_of(head, (1, "Ba Giăng", "Lò Văn Một", 1980), (2, "Lê Lợi", "Lò Văn Hai", 1981))
    send(client, commune, content)
    page = text(client.get(url("preview", commune)))
    assert "Hãy chỉ ra" in page
    mapping = {"sheet": "Danh sách", "column-2": "hamlet", "column-3": "name", "column-4": "birth"}
    assert client.post(url("preview", commune), mapping).status_code == 302
    upload = HouseholdUpload.objects.get()
    assert upload.mapping["columns"] == {"hamlet": 2, "name": 3, "birth": 4}

    page = text(client.get(url("preview", commune)))
    assert "Lò Văn Một" in page

    same = client.post(url("preview", commune), mapping | {"column-4": "name"})
    assert same.status_code == 422
    assert "chỉ để một cột" in text(same)


def test_unknown_hamlet_is_chosen_and_errors_stand_at_their_cells(
    client: Client, commune: AdministrativeUnit, officer: User
) -> None:
    rows = [list(ROWS[0]), list(ROWS[1])]
    rows[0][1], rows[1][3] = "Khu Cũ", "năm kia"
    send(client, commune, file_of(LIST_HEAD, *rows))
    page = text(client.get(url("preview", commune)))
    assert "2 ô cần sửa trong tệp" in page
    assert "Ô B2" in page
    assert "Ô D3" in page
    hamlet = commune.hamlets.get(name="Lê Lợi")
    columns = {f"column-{at}": "" for at in range(1, 11)} | {"column-2": "hamlet", "column-3": "name"}
    client.post(url("preview", commune), {"sheet": "Danh sách", **columns, "name-0": hamlet.pk})

    page = text(client.get(url("preview", commune)))

    assert "cần sửa trong tệp" not in page
    confirm(client, commune)
    assert Household.objects.get(head__name="Lò Văn Một").hamlet == hamlet


def test_what_is_written_is_what_was_shown(
    client: Client, commune: AdministrativeUnit, officer: User
) -> None:
    send(client, commune, file_of(LIST_HEAD, *ROWS))
    page = text(client.get(url("preview", commune)))
    hidden = dict(re.findall(r'name="(digest|count)" value="(\w+)"', page))
    HouseholdFactory.create(hamlet=commune.hamlets.get(name="Ba Giăng"), head_name="Lò Văn Hai")

    response = client.post(url("confirm", commune), hidden)

    assert response.status_code == 409
    assert Household.objects.count() == 1


def test_long_file_tells_what_is_going_on(
    client: Client, commune: AdministrativeUnit, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LONG_FILE", 10)
    monkeypatch.setattr(imports, "LONG_LIST", 1)
    refused = text(send(client, commune, b"PK\3\4 not a workbook"))
    assert "Tệp bị hỏng" in refused
    page = text(send(client, commune, file_of(LIST_HEAD, *ROWS)))
    assert page.index("Đang đọc tệp") < page.index("Đã đọc xong")
    assert page.rstrip().endswith("</html>")
    assert url("preview", commune) in page

    answer = confirm(client, commune)

    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("jobs:job", args=[job.pk])
    assert confirm(client, commune).headers["Location"] == answer.headers["Location"]
    assert not Household.objects.exists()
    ended = run_here()
    assert ended.state == State.DONE
    assert ended.outcome == "Đã ghi từ Excel: 2 hộ mới. Cần thì hoàn tác ở trang Nhập hộ từ Excel."
    assert Household.objects.count() == 2
    assert "Không còn tệp nào" in text(client.post(url("confirm", commune), {"count": "2"}, follow=True))


@pytest.mark.parametrize("meanwhile", ["changed", "dropped", "revoked"])
def test_long_list_is_not_written_when_it_is_not_what_was_shown(
    client: Client,
    commune: AdministrativeUnit,
    officer: User,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: str,
) -> None:
    monkeypatch.setattr(imports, "LONG_LIST", 1)
    send(client, commune, file_of(LIST_HEAD, *ROWS))
    confirm(client, commune)
    match meanwhile:
        case "changed":
            HouseholdFactory.create(hamlet=commune.hamlets.get(name="Ba Giăng"), head_name="Lò Văn Hai")
        case "dropped":
            client.post(url("drop", commune))
        case "revoked":
            Membership.objects.filter(user=officer).update(valid_to=timezone.localdate())

    ended = run_here()

    expected = {"changed": MOVED, "dropped": NOTHING_KEPT, "revoked": REVOKED}
    assert (ended.state, ended.outcome) == (State.FAILED, expected[meanwhile])
    assert Household.objects.count() == (meanwhile == "changed")


def test_without_a_round_no_result_is_written(
    client: Client, commune: AdministrativeUnit, officer: User
) -> None:
    send(client, commune, file_of(LIST_HEAD, *ROWS), round=False)
    page = text(client.get(url("preview", commune)))
    assert "chưa chọn đợt rà soát" in page

    confirm(client, commune)

    assert (Household.objects.count(), Review.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    ("role", "whole"), [(Role.OFFICER, True), (Role.LEADER, True), (Role.AUDITOR, False)]
)
def test_download_is_kept_with_its_count_and_masks_numbers(
    client: Client, commune: AdministrativeUnit, role: Role, whole: bool
) -> None:
    household = HouseholdFactory.create(hamlet=commune.hamlets.get(name="Ba Giăng"))
    household.head.personal_number = "001080000001"
    household.head.save()
    client.force_login(MembershipFactory.create(unit=commune, role=role).user)

    response = client.get(url("file", commune), {"dot": ReviewRound.objects.get().pk})

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert ("001080000001" in {cell.value for row in sheet.iter_rows() for cell in row}) is whole
    event = AuditEvent.objects.latest("pk")
    assert event.action == "households_downloaded"
    assert (event.details["count"], event.details["with_numbers"]) == (1, whole)
    assert client.get(url("file", commune), {"dot": "0"}).status_code == 404
    assert client.get(url("file", commune), {"dot": "x"}).status_code == 404


@pytest.mark.parametrize("number", [2, 30])
def test_pages_ask_as_often_however_many_households(
    client: Client,
    commune: AdministrativeUnit,
    officer: User,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    rows = [
        (at, "Ba Giăng", f"Lò Văn Mẫu {at}", 1980, "Nam", "Tày", None, 120, 30, None) for at in range(number)
    ]
    send(client, commune, file_of(LIST_HEAD, *rows))
    client.get(url("preview", commune))

    with django_assert_num_queries(PREVIEW_QUERIES):
        client.get(url("preview", commune))


PREVIEW_QUERIES = 14
