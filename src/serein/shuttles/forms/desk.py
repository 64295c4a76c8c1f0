"""What the youth service decides of a night: event, hours, zone, words, vans, people."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serein.kit.forms import DayField, GuardedText, TimeInput
from serein.people.models import Organisation
from serein.shuttles.models import Duty, Hold, Night, NightVan, Van
from serein.territory.models import Neighbourhood
from serein.territory.place_field import PlaceField

MOST_CENTS = Decimal("99.99")


def _line(label: Any, most: int, **kwargs: Any) -> GuardedText:
    return GuardedText(label=label, max_length=most, widget=forms.TextInput, **kwargs)


def _hour(label: Any, initial: time) -> forms.TimeField:
    return forms.TimeField(label=label, widget=TimeInput, initial=initial)


class HoursForm(forms.Form):
    """A night by its evening; hours before noon belong to the next morning."""

    on = DayField(label=gettext_lazy("Evening of"))
    first_at = _hour(gettext_lazy("First van"), time(0, 30))
    last_at = _hour(gettext_lazy("Last van"), time(5, 0))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if {"on", "first_at", "last_at"} <= set(told):
            told["starts_at"] = at_night(told["on"], told["first_at"], fold=0)
            told["ends_at"] = at_night(told["on"], told["last_at"], fold=1)
            if told["ends_at"] <= told["starts_at"]:
                self.add_error("last_at", _("The last van leaves after the first one."))
        return told


class CopyForm(HoursForm):
    field_order = ("on", "first_at")
    last_at = None  # type: ignore[assignment]
    name_fr = _line(gettext_lazy("Name of the event, in French"), 120)
    name_nl = _line(gettext_lazy("Name of the event, in Dutch"), 120)

    def clean(self) -> dict[str, Any]:
        told = forms.Form.clean(self) or {}
        if {"on", "first_at"} <= set(told):
            told["starts_at"] = at_night(told["on"], told["first_at"], fold=0)
        return told


class NightForm(HoursForm):
    """Everything that is said of a night, of its event first."""

    SECTIONS = (
        (gettext_lazy("The event"), ("name_fr", "name_nl", "organiser", "place_fr", "place_nl", "expected_people")),
        (gettext_lazy("When"), ("on", "begins_at", "first_at", "last_at")),
        (gettext_lazy("From where, and how far"), ("mode", "venue", "waiting_fr", "waiting_nl", "neighbourhoods")),
        (gettext_lazy("Vans and price"), ("vans", "price", "longest_ride_minutes")),
        (
            gettext_lazy("What riders read"),
            ("who_fr", "who_nl", "access_fr", "access_nl", "other_ways_fr", "other_ways_nl"),
        ),
        (gettext_lazy("For staff"), ("protocol", "contact")),
    )
    name_fr = _line(gettext_lazy("Name of the event, in French"), 120)
    name_nl = _line(gettext_lazy("Name of the event, in Dutch"), 120)
    organiser = forms.ModelChoiceField(
        label=gettext_lazy("Who organises it"), queryset=Organisation.objects.order_by("name_fr")
    )
    place_fr = _line(gettext_lazy("Place of the event, in French"), 160)
    place_nl = _line(gettext_lazy("Place of the event, in Dutch"), 160)
    venue = PlaceField(
        label=gettext_lazy("Address of the waiting point"),
        help_text=gettext_lazy("A street and a number, a place or a corner: vans leave from there."),
    )
    begins_at = _hour(gettext_lazy("The event begins at"), time(20, 0))
    expected_people = forms.IntegerField(label=gettext_lazy("People expected"), min_value=1, max_value=200_000)
    mode = forms.ChoiceField(
        label=gettext_lazy("How does it work?"), choices=Night.Mode.choices, widget=forms.RadioSelect
    )
    waiting_fr = _line(gettext_lazy("Waiting point in words, in French"), 200)
    waiting_nl = _line(gettext_lazy("Waiting point in words, in Dutch"), 200)
    neighbourhoods = forms.ModelMultipleChoiceField(
        label=gettext_lazy("How far it goes"),
        queryset=Neighbourhood.objects.order_by("name_fr"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: the whole commune. Nobody is taken beyond."),
    )
    price = forms.DecimalField(
        label=gettext_lazy("Price for each rider, in euros"),
        min_value=0,
        max_value=MOST_CENTS,
        decimal_places=2,
        initial=Decimal("1.00"),
    )
    longest_ride_minutes = forms.IntegerField(
        label=gettext_lazy("Longest ride, in minutes"), min_value=10, max_value=180, initial=45
    )
    who_fr = _line(gettext_lazy("Who may ride, in French"), 300)
    who_nl = _line(gettext_lazy("Who may ride, in Dutch"), 300)
    access_fr = _line(gettext_lazy("For wheelchairs and prams, in French"), 300)
    access_nl = _line(gettext_lazy("For wheelchairs and prams, in Dutch"), 300)
    other_ways_fr = forms.CharField(label=gettext_lazy("Other ways home if it is full, in French"), max_length=400)
    other_ways_nl = forms.CharField(label=gettext_lazy("Other ways home if it is full, in Dutch"), max_length=400)
    protocol = forms.CharField(
        label=gettext_lazy("What is done when somebody is refused (for staff)"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Who is called when something happens (for staff)"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A function and its number, never a private one."),
    )
    vans = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Vans"), queryset=Van.objects.filter(is_active=True), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, night: Night | None = None, **kwargs: Any) -> None:
        if night is not None:
            kwargs["initial"] = _told_of(night)
        else:
            kwargs.setdefault("initial", {"mode": Night.Mode.RETURNS})
        super().__init__(*args, **kwargs)
        self._night = night
        if night is not None:
            del self.fields["vans"]
            self.fields["venue"].required = False
            self.fields["venue"].help_text = _("Empty: it stays where it is.")

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under the titles that the page shows, in that order."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.SECTIONS]

    @property
    def event_values(self) -> dict[str, Any]:
        told = self.cleaned_data
        names = ("name_fr", "name_nl", "organiser", "place_fr", "place_nl", "expected_people")
        begins = at_night(told["on"], told["begins_at"], fold=0)
        ends = max(told["ends_at"], begins + timedelta(hours=1))
        return {name: told[name] for name in names} | self._spot | {"starts_at": begins, "ends_at": ends}

    @property
    def night_values(self) -> dict[str, Any]:
        told = self.cleaned_data
        names = (
            "starts_at", "ends_at", "mode", "waiting_fr", "waiting_nl", "longest_ride_minutes", "who_fr", "who_nl",
            "access_fr", "access_nl", "other_ways_fr", "other_ways_nl", "protocol", "contact",
        )  # fmt: skip
        return {name: told[name] for name in names} | self._spot | {"price_cents": int(told["price"] * 100)}

    @property
    def _spot(self) -> dict[str, Any]:
        where = self.cleaned_data["venue"]
        if where is None or where.lat is None:
            return {"lat": self._night.lat, "lon": self._night.lon} if self._night else {}
        return {"lat": round(where.lat, 6), "lon": round(where.lon, 6)}


class DutyForm(forms.Form):
    task = forms.ChoiceField(label=gettext_lazy("Task"), choices=Duty.Task.choices)
    name = _line(gettext_lazy("First name"), 40)
    van = forms.ModelChoiceField(
        label=gettext_lazy("Which van, for who drives"), queryset=NightVan.objects.none(), required=False
    )

    def __init__(self, *args: Any, night: Night, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["van"]
        field.queryset = night.vans.select_related("van")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.van.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        drives = told.get("task") == Duty.Task.DRIVER
        if drives and told.get("van") is None:
            self.add_error("van", _("Choose the van of who drives."))
        if not drives:
            told["van"] = None
        return told


class AddVanForm(forms.Form):
    van = forms.ModelChoiceField(label=gettext_lazy("One more van"), queryset=Van.objects.none())

    def __init__(self, *args: Any, night: Night, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = night.vans.values("van")
        self.fields["van"].queryset = Van.objects.filter(is_active=True).exclude(pk__in=taken)  # type: ignore[attr-defined]


class VanForm(forms.ModelForm[Van]):
    class Meta:
        model = Van
        fields = ("name", "seats", "wheelchair_places", "seats_per_wheelchair", "cents_per_km", "is_active")

    def clean_seats(self) -> int:
        seats: int = self.cleaned_data["seats"]
        if not 1 <= seats <= 60:
            raise ValidationError(_("A van has between 1 and 60 seats for riders."))
        return seats


class ProofForm(forms.Form):
    reference = _line(gettext_lazy("Reference"), 160)
    valid_from = DayField(label=gettext_lazy("Valid from"))
    valid_until = DayField(label=gettext_lazy("Valid until"), required=False)


class CloseForm(forms.Form):
    coins = forms.DecimalField(
        label=gettext_lazy("Coins counted, in euros"), min_value=0, max_value=99_999, decimal_places=2, required=False
    )

    def __init__(self, *args: Any, night: Night, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._vans = list(night.vans.select_related("van"))
        for row in self._vans:
            label = _("Kilometres of %(van)s, if its meter was read") % {"van": row.van.name}
            self.fields[f"km_{row.pk}"] = forms.DecimalField(
                label=label, min_value=0, max_value=2000, decimal_places=1, required=False
            )

    @property
    def km(self) -> dict[int, Decimal]:
        told = {row.pk: self.cleaned_data.get(f"km_{row.pk}") for row in self._vans}
        return {key: value for key, value in told.items() if value is not None}

    @property
    def coins_cents(self) -> int | None:
        coins = self.cleaned_data.get("coins")
        return None if coins is None else int(coins * 100)


class CallOffForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why? Everybody reads it."),
        choices=Night.CalledOff.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why.")},
    )


class HoldForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Why it is kept"), choices=Hold.Reason.choices)
    until = DayField(label=gettext_lazy("Until"))


def at_night(day: date, hour: time, *, fold: int) -> datetime:
    """The moment of an hour of a night; before noon it is the morning after. `fold` chooses between two 02:30."""
    if hour < time(12):
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, hour.replace(fold=fold))).astimezone(UTC)


def _told_of(night: Night) -> dict[str, Any]:
    event, first, last = night.event, timezone.localtime(night.starts_at), timezone.localtime(night.ends_at)
    on = first.date() if first.hour >= 12 else first.date() - timedelta(days=1)
    of_night = (
        "mode", "waiting_fr", "waiting_nl", "longest_ride_minutes", "who_fr", "who_nl", "access_fr", "access_nl",
        "other_ways_fr", "other_ways_nl", "protocol", "contact",
    )  # fmt: skip
    of_event = ("name_fr", "name_nl", "organiser", "place_fr", "place_nl", "expected_people")
    return (
        {name: getattr(night, name) for name in of_night}
        | {name: getattr(event, name) for name in of_event}
        | {"on": on, "first_at": first.time(), "last_at": last.time(), "price": Decimal(night.price_cents) / 100}
        | {"begins_at": timezone.localtime(event.starts_at).time()}
        | {"neighbourhoods": list(night.neighbourhoods.all())}
    )
