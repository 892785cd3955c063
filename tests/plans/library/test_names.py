"""What an entry is called by, and that the library keeps all a plan's form asks."""

from __future__ import annotations

import pytest

from plans.forms.lists import PARTS
from plans.forms.writing import SectionForm
from plans.models import LIBRARY_FIELDS
from plans.rules import LibraryKind, entry_name
from tests.plans.library.shared import ACTOR, BASIS, RECIPIENT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "fields", "name"),
    [
        ("text", {"heading": "Lời dẫn", "body": "x"}, "Lời dẫn"),
        ("basis", BASIS, "Nghị định số 30/2020/NĐ-CP"),
        ("basis", BASIS | {"number": ""}, "Nghị định về công tác văn thư"),
        ("basis", BASIS | {"number": "", "subject": ""}, "Nghị định"),
        ("actor", ACTOR, "Trạm Y tế"),
        ("recipient", RECIPIENT, "Thường trực Đảng ủy b/c"),
        ("recipient", RECIPIENT | {"mark": ""}, "Thường trực Đảng ủy"),
    ],
)
def test_entry_is_called_by_what_it_is_known_by(kind, fields, name):
    assert entry_name(LibraryKind(kind), fields) == name


def test_library_keeps_all_that_the_plans_forms_ask():
    of_lists = {part.library: tuple(part.form.base_fields) for part in PARTS.values() if part.library}

    assert {LibraryKind.TEXT: tuple(SectionForm.base_fields)[:2], **of_lists} == LIBRARY_FIELDS
