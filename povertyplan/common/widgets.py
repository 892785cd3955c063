"""Fields of forms written by Python. Django renders three templates for each option of a list; of a page with
filters that was a tenth of the processor time. What is written is the same, letter by letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Django's own, but for what it renders most."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if write := WRITERS.get(template_name):
            return mark_safe(write(context["widget"]))
        return super().render(template_name, context, request)


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(value)}"')
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    names = f'type="{conditional_escape(widget["type"])}" name="{conditional_escape(widget["name"])}"'
    return f"<input {names}{value}{_attributes(widget['attrs'])}>"


def _select(widget: Widget) -> str:
    groups = "".join(_group(label, options) for label, options, _ in widget["optgroups"])
    name = conditional_escape(widget["name"])
    return f'<select name="{name}"{_attributes(widget["attrs"])}>{groups}\n</select>'


def _group(label: str | None, options: list[Widget]) -> str:
    inside = "".join(f"\n  {_option(option)}" for option in options)
    return f'\n  <optgroup label="{conditional_escape(label)}">{inside}\n  </optgroup>' if label else inside


def _option(widget: Widget) -> str:
    label = conditional_escape(widget["label"])
    value = conditional_escape(widget["value"])
    return f'<option value="{value}"{_attributes(widget["attrs"])}>{label}</option>\n'


WRITERS: dict[str, Callable[[Widget], str]] = {
    "django/forms/widgets/select.html": _select,
    **dict.fromkeys(
        (f"django/forms/widgets/{kind}.html" for kind in ("text", "hidden", "number", "date", "checkbox")),
        _input,
    ),
}
