"""What can be reported: things, never people. Each is a kind of enquiry, with its own owner, deadline and delays."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from serein.enquiries.kinds import Kind, UnknownKind, declare

LIGHT, WALKING, ROAD, CLEAN, CALM = (
    _("Light"),
    _("Walking"),
    _("The road"),
    _("Clean and cared for"),
    _("Calm"),
)


@dataclass(frozen=True)
class Thing:
    """
    A thing that can be reported.

    :param hint: how to tell it from its neighbours on the page
    :param near_m: within how many metres an open report of it may be the same one
    :param is_discreet: whether it is never shown in public by itself
    """

    kind: Kind
    label: Promise
    hint: Promise
    group: Promise
    icon: str
    near_m: int
    is_discreet: bool = False

    @property
    def code(self) -> str:
        """Its name in addresses and for other programs: `lamp`."""
        return self.kind.code.removeprefix("report_")


def _thing(
    code: str,
    label: Promise,
    hint: Promise,
    group: Promise,
    icon: str,
    *,
    near_m: int,
    deadline_days: int,
    office: str = "works",
    is_discreet: bool = False,
) -> Thing:
    kind = Kind(
        code=f"report_{code}",
        label=label,
        purpose=_("Mending what was reported, and telling the one who reported it."),
        office=office,
        deadline_days=deadline_days,
        retention_days=365,
        most_days=760,
        has_outcome=True,
        desk_part="listening/parts/desk_report.html",
        desk_list="listening:desk_reports",
    )
    return Thing(kind, label, hint, group, icon, near_m, is_discreet)


THINGS: tuple[Thing, ...] = (
    _thing(
        "lamp", _("A lamp"), _("out, blinking, broken, hidden by a tree"), LIGHT, "lamp", near_m=30, deadline_days=10
    ),
    _thing(
        "visibility",
        _("Something that hides the view"),
        _("a hedge, a sign, a dark corner where one does not see who comes"),
        LIGHT,
        "eye",
        near_m=40,
        deadline_days=15,
    ),
    _thing(
        "pavement",
        _("A pavement"),
        _("loose, holed, blocked for a wheelchair"),
        WALKING,
        "steps",
        near_m=30,
        deadline_days=15,
    ),
    _thing(
        "path",
        _("A path or an alley"),
        _("impassable, flooded, overgrown"),
        WALKING,
        "path",
        near_m=80,
        deadline_days=15,
    ),
    _thing(
        "crossing",
        _("A crossing"),
        _("worn, badly placed, without a lowered kerb"),
        WALKING,
        "crossing",
        near_m=40,
        deadline_days=15,
    ),
    _thing(
        "road_layout",
        _("A dangerous road layout"),
        _("a bend, a narrowing, a junction where people are afraid"),
        ROAD,
        "road",
        near_m=80,
        deadline_days=20,
    ),
    _thing(
        "bench",
        _("A bench or street furniture"),
        _("broken, missing, badly placed"),
        CLEAN,
        "bench",
        near_m=30,
        deadline_days=15,
    ),
    _thing(
        "dumping",
        _("Dumped rubbish"),
        _("bags, furniture, rubble"),
        CLEAN,
        "bin",
        near_m=50,
        deadline_days=5,
    ),
    _thing(
        "noise",
        _("The noise of a place"),
        _("a ventilator, a terrace, a square; not of a person"),
        CALM,
        "sound",
        near_m=50,
        deadline_days=10,
        office="prevention",
        is_discreet=True,
    ),
)
CONTRIBUTION = Kind(
    code="contribution",
    label=_("What you add to a problem of your district"),
    purpose=_("Stating the problems of a district with what its residents know, and telling them what came of it."),
    office="prevention",
    deadline_days=10,
    retention_days=365,
    most_days=760,
)
declare(*(thing.kind for thing in THINGS), CONTRIBUTION)
_by_kind = {thing.kind.code: thing for thing in THINGS}


def get_thing(kind: str) -> Thing:
    """:raises UnknownKind: if nothing of this kind can be reported"""
    try:
        return _by_kind[kind]
    except KeyError:
        raise UnknownKind(f"{kind!r} is no kind of report; these are: {', '.join(sorted(_by_kind))}.") from None


def find_thing(code: str) -> Thing | None:
    """Return what a page or a program calls `lamp`, or None."""
    return _by_kind.get(f"report_{code}")


def list_report_kinds() -> list[str]:
    return list(_by_kind)


def list_discreet() -> list[str]:
    return [code for code, thing in _by_kind.items() if thing.is_discreet]
