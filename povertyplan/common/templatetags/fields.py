"""Fields of forms in Bootstrap's clothes."""

from __future__ import annotations

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField, label: str = "") -> SafeString:
    """The field's widget with Bootstrap's class; `label` names it where no visible label does."""
    match field.field.widget:
        case forms.CheckboxInput() | forms.RadioSelect():
            css = "form-check-input"
        case forms.Select():
            css = "form-select"
        case _:
            css = "form-control"
    attrs: dict[str, str | bool] = {"class": f"{css} is-invalid" if field.errors else css}
    if label:
        attrs["aria-label"] = label
    return field.as_widget(attrs=attrs)
