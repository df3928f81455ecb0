"""Template filters and tags available everywhere."""

from datetime import date, datetime
from typing import Any

from django import forms, template
from django.utils.safestring import SafeString

from quietude.socle import formats, texte

register = template.Library()

_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.filter
def nombre(value: object, decimales: int | None = None) -> str:
    """{{ 1234.5|nombre }} -> 1 234,5 ; {{ x|nombre:1 }} keeps one decimal."""
    return formats.nombre(value, decimales)


@register.filter
def pourcent(value: object, decimales: int | None = None) -> str:
    """{{ 12.5|pourcent }} -> 12,5 %."""
    return formats.pourcent(value, decimales)


@register.filter
def euros(value: object) -> str:
    """{{ 12400|euros }} -> 12 400 €."""
    return formats.euros(value)


@register.filter
def jour(value: date | None) -> str:
    """{{ d|jour }} -> 23 novembre 2026."""
    return formats.jour(value or None)


@register.filter
def jour_court(value: date | None) -> str:
    """{{ d|jour_court }} -> 23/11/2026."""
    return formats.jour_court(value or None)


@register.filter
def moment(value: datetime | None) -> str:
    """{{ dt|moment }} -> 23 novembre 2026 à 14 h 05."""
    return formats.moment(value or None)


@register.filter
def markdown(value: str | None, niveau: int = 3) -> SafeString:
    """Markdown to HTML; "#" becomes a heading of level `niveau`."""
    return texte.render_markdown(value or "", niveau)


@register.filter
def est_groupe(champ: forms.BoundField) -> bool:
    """Whether the field is a group of buttons or boxes (a fieldset), not one control."""
    return isinstance(champ.field.widget, _GROUPS)


@register.filter
def est_case(champ: forms.BoundField) -> bool:
    """Whether the field is one box to tick."""
    return isinstance(champ.field.widget, forms.CheckboxInput)


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.CheckboxInput, *_GROUPS)):
        return "form-check-input"
    if isinstance(widget, (forms.Select, forms.SelectMultiple)):
        return "form-select"
    return "form-control"


@register.simple_tag
def controle(champ: forms.BoundField) -> SafeString:
    """The control alone, with Bootstrap class, and its help and error tied to it."""
    widget = champ.field.widget
    classes = f"{widget.attrs.get('class', '')} {_css_class(widget)}".strip()
    attrs: dict[str, Any] = {"class": f"{classes} is-invalid" if champ.errors else classes}
    described = [
        f"{champ.auto_id}_{part}"
        for part, present in (("helptext", champ.help_text), ("error", champ.errors))
        if present
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return champ.as_widget(attrs=attrs)


@register.filter
def options(champ: forms.BoundField) -> list[forms.boundfield.BoundWidget]:
    """The boxes or buttons of a group, ready to be laid out one by one."""
    champ.field.widget.attrs.setdefault("class", "form-check-input")
    return list(champ.subwidgets)
