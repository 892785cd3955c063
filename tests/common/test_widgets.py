"""Fields are written as Django's own renderer writes them, letter by letter; that is the oracle here."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from povertyplan.common.widgets import WRITERS, Renderer

HOSTILE = "\"><script>alert(1)</script>&amp;'"
FLAT = [
    ("", "Chọn…"),
    (1, "Thôn <Một>"),
    (HOSTILE, HOSTILE),
    (2, mark_safe("<b>Hai</b>")),
    (3, gettext_lazy("May")),
]
GROUPED = [("", "—"), ("Nhóm <A>", [(1, "Một"), (2, HOSTILE)]), (HOSTILE, [(3, "Ba")])]
ATTRS: list[dict[str, Any]] = [
    {},
    {"id": "a", "class": "form-control", "required": True, "disabled": False, "maxlength": 5},
    {"id": HOSTILE, "data-x": mark_safe("&quot;"), "aria-label": gettext_lazy("May")},
]


@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize("value", [None, "", 0, 1, "1", HOSTILE, mark_safe("<b>"), True])
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(),
        forms.HiddenInput(),
        forms.NumberInput(attrs={"min": 0}),
        forms.DateInput(format="%d/%m/%Y"),
        forms.CheckboxInput(),
        forms.Select(choices=FLAT),
        forms.Select(attrs={"class": "x"}, choices=GROUPED),
        forms.Select(),
        forms.SelectMultiple(choices=FLAT),
        forms.Textarea(),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_written_as_django_would(widget: forms.Widget, value: Any, attrs: dict[str, Any]) -> None:
    """Seen failing with `str` for `conditional_escape`, without the line's end of an option, and with
    `False` written."""
    asked = {"name": f"tên {HOSTILE}", "value": value, "attrs": attrs}
    assert widget.render(**asked, renderer=Renderer()) == widget.render(**asked, renderer=DjangoTemplates())


def test_what_is_rendered_most_is_written() -> None:
    """Seen failing without FORM_RENDERER."""
    assert isinstance(get_default_renderer(), Renderer)
    assert {forms.Select.template_name, forms.TextInput.template_name} <= WRITERS.keys()
