"""What the field component asks of a bound field."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@dataclass(frozen=True)
class Fault:
    """One thing to mend, and the place on the page where it is mended."""

    label: str
    message: str
    anchor: str


def described_by(field: BoundField) -> str:
    parts = [f"{field.auto_id}_hint"] if field.help_text else []
    parts += [f"{field.auto_id}_error"] if field.errors else []
    return " ".join(parts)


def class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "kern-form-check__checkbox"
    if isinstance(widget, forms.Select):
        return "kern-form-input__select"
    return "kern-form-input__input"


@register.filter
def kind_of_field(field: BoundField) -> str:
    """Say how a field is laid out: ``choices``, ``check``, ``hidden`` or ``line``."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CHOICES):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "line"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Render the control of a field with its ties to hint and error."""
    widget = field.field.widget
    attributes: dict[str, str | bool] = {"class": f"{class_of(widget)} {widget.attrs.get('class', '')}".strip()}
    if isinstance(widget, forms.DateInput) and not isinstance(widget, forms.DateTimeInput):
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
        field.field.localize = widget.is_localized = False
    widget.attrs.pop("placeholder", None)  # the label says it, and stays
    if described := described_by(field):
        attributes["aria-describedby"] = described
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


@register.simple_tag
def choice(option: forms.boundfield.BoundWidget) -> SafeString:
    """Render one radio button or box of a list of choices."""
    shape = "radio" if option.data["type"] == "radio" else "checkbox"
    option.data["attrs"]["class"] = f"kern-form-check__{shape}"
    return option.tag()


@register.filter
def faults(form: forms.BaseForm) -> Iterator[Fault]:
    """List what is wrong with a form, in the order of its fields."""
    for message in form.non_field_errors():
        yield Fault("", str(message), "")
    for field in form:
        anchor = f"{field.auto_id}_0" if isinstance(field.field.widget, CHOICES) else field.id_for_label
        for message in field.errors:
            yield Fault(str(field.label), str(message), "" if field.is_hidden else anchor)


@register.filter
def headings(headers: str | list[str]) -> list[str]:
    """List the headings of a table, given as a list or as words between bars."""
    if not isinstance(headers, str):
        return headers
    words = headers.split("|")
    return [SafeString(word) for word in words] if isinstance(headers, SafeString) else words
