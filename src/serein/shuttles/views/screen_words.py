"""The words that the screens of a night put together themselves; what stands in braces is filled in there."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def steward_words() -> dict[str, str]:
    return _both() | _vans() | _outcomes() | _queue() | _acts() | _questions()


def driver_words() -> dict[str, str]:
    return _both() | _vans() | _outcomes() | _driving() | _questions()


def _both() -> dict[str, str]:
    return {
        "now": pgettext("night screen", "now"),
        "in_minutes": _("in {n} min"),
        "people_one": ngettext("{n} person", "{n} people", 1),
        "people_many": ngettext("{n} person", "{n} people", 2),
        "wheelchairs_one": ngettext("{n} wheelchair place", "{n} wheelchair places", 1),
        "wheelchairs_many": ngettext("{n} wheelchair place", "{n} wheelchair places", 2),
        "online": _("Network: yes"),
        "online_ready": _("Network: yes. This screen also works without."),
        "sending_one": ngettext("{n} act goes in a moment", "{n} acts go in a moment", 1),
        "sending_many": ngettext("{n} act goes in a moment", "{n} acts go in a moment", 2),
        "busy_one": ngettext(
            "The server is busy: {n} act waits and goes by itself",
            "The server is busy: {n} acts wait and go by themselves",
            1,
        ),
        "busy_many": ngettext(
            "The server is busy: {n} act waits and goes by itself",
            "The server is busy: {n} acts wait and go by themselves",
            2,
        ),
        "offline_none": _("Offline: nothing waits. Go on as usual."),
        "offline_one": ngettext("Offline: {n} act waits", "Offline: {n} acts wait", 1),
        "offline_many": ngettext("Offline: {n} act waits", "Offline: {n} acts wait", 2),
        "undo": _("Take back ({n})"),
        "seen": pgettext("night screen", "Seen"),
        "called_off": _("Called off at {hour}. Nobody joins any more; bring home who is on board."),
        "group_named": _("No. {number} · {people} · {street}"),
        "did_drop": _("No. {number} is home"),
        "did_absent": _("No. {number} was not there"),
        "did_down": _("{number} is out of service"),
        "did_leave": _("{van} left with {people}"),
        "did_set_out": _("{van} drives to fetch {people}"),
        "where_they_stand": _("Where do those of {van} stand?"),
        "did_back": _("{number} is back"),
    }


def _vans() -> dict[str, str]:
    return {
        "van_ready": _("At the waiting point"),
        "van_away": _("On its way"),
        "van_held": _("Held"),
        "van_down": _("Out of service"),
        "do_down": _("It breaks down: out of service"),
        "do_set_out_one": ngettext("It drives there ({n} person)", "It drives there ({n} people)", 1),
        "do_set_out_many": ngettext("It drives there ({n} person)", "It drives there ({n} people)", 2),
        "do_back": _("It is back"),
    }


def _outcomes() -> dict[str, str]:
    """What came of an act that could not be done as it was made."""
    return {
        "outcome_told": _("{told}: {outcome}"),
        "outcome_part": _("somebody of them was already elsewhere; the others left"),
        "outcome_gone": _("already elsewhere: somebody was first"),
        "outcome_unknown": _("this group could not be added before; see above"),
        "outcome_not_as_is": _("no longer possible: the night has gone on. Look again"),
        "outcome_not_yours": _("this is another van’s"),
        "outcome_not_understood": _("could not be received. Tell the dispatcher"),
        "outcome_who_takes_over": _("say first who takes over"),
        "outcome_outside": _("the night does not go there: refuse, and hand over"),
        "outcome_too_many": _("no van holds so many: part the group"),
        "outcome_no_van": _("no van can take this group"),
        "outcome_not_running": _("the night is not under way"),
        "outcome_called_off": _("the night is called off: say who takes over"),
    }


def _queue() -> dict[str, str]:
    return {
        "next_van": pgettext("night screen", "Next: {van}"),
        "no_van": _("No van is in service"),
        "van_is_here": _("it is here"),
        "van_back": _("back {when}"),
        "van_named": _("{van}: {state}"),
        "van_seats": pgettext("night screen", "{taken} of {all} seats"),
        "nobody_goes": _("Nobody waits for this van."),
        "stop_nth": _("stop {n}"),
        "seats_taken": _("{taken} of {all} seats taken"),
        "leave_one": ngettext("They leave ({n} person)", "They leave ({n} people)", 1),
        "leave_many": ngettext("They leave ({n} person)", "They leave ({n} people)", 2),
        "leave_nobody": _("They leave"),
        "queue_one": ngettext("Queue: {n} person", "Queue: {n} people", 1),
        "queue_many": ngettext("Queue: {n} person", "Queue: {n} people", 2),
        "later_one": ngettext("{n} booked for later", "{n} booked for later", 1),
        "later_many": ngettext("{n} booked for later", "{n} booked for later", 2),
        "stranded_one": ngettext("Broken down: {n} person stands there", "Broken down: {n} people stand there", 1),
        "stranded_many": ngettext("Broken down: {n} person stands there", "Broken down: {n} people stand there", 2),
        "plan_kept": _("Offline: the vans keep to their plan. Who stands here goes with one that is back in time."),
        "on_paper": _(
            "No. {number} stands here, and no van is free long enough before its own riders wait. "
            "Write it on the run sheet and call: {contact}"
        ),
        "the_dispatcher": pgettext("night screen", "the dispatcher"),
        "stands_somewhere": _("nobody said where they stand"),
        "fetched_by": _("{van}, {when}"),
        "fetches": _("it fetches them where their van broke down"),
        "stands_unknown": _("No. {number} waits where the van broke down: nobody said where."),
        "all_go": _("Everyone who waits goes in the next van."),
        "queue_empty": _("Nobody waits. Who comes is added with the button above."),
        "refused_open": _("No. {number} was refused and is still here."),
        "still_here": _("No. {number} is still here."),
        "who_takes_over": _("Who takes over?"),
        "problem_told": _("{van} asks to be called ({hour})."),
        "not_over_yet": _("The night closes once everyone is home, or handed over, and the vans are back."),
    }


def _acts() -> dict[str, str]:
    return {
        "do_come": pgettext("night screen", "They are here"),
        "do_out": _("Not in this van"),
        "do_along": _("Along in {van}"),
        "do_board_in": _("On board of {van}"),
        "do_fetch_with": _("{van} drives there"),
        "do_say_where": _("Say where they stand"),
        "did_stand": _("No. {number}: where they stand was told"),
        "did_board": _("No. {number} is on board"),
        "do_absent": _("Not there when called"),
        "do_split": _("Part the group"),
        "do_refuse": _("Refuse…"),
        "do_drop": _("Home: {group}"),
        "do_hold": _("Hold it here"),
        "do_release": _("Let it go again"),
        "do_mend": _("It is back in service"),
        "do_manifest": _("Print its run sheet"),
        "do_manifest_of": _("Print the run sheet of {van}"),
        "do_close": _("Close the night"),
        "do_call_off": _("Call the night off…"),
        "did_walk_up": _("{number} joined: {people}"),
        "did_come": _("No. {number} is here"),
        "did_refuse": _("No. {number} was refused"),
        "did_hand_over": _("No. {number} was handed over"),
        "did_split": _("No. {number} was parted"),
        "did_hold": _("{number} is held"),
        "did_release": _("{number} may go"),
        "did_mend": _("{number} is back in service"),
        "refuse_whom": _("Refuse {group}"),
        "hand_over_whom": _("Hand over {group}"),
    }


def _questions() -> dict[str, str]:
    return {
        "drop_whom": _("At the door: {group}"),
        "outside_zone": _("The night does not go to this street."),
        "choose_street": _("Choose the street in the list."),
        "choose_size": _("Say how many they are."),
        "choose_reason": _("Choose why."),
        "choose_taker": _("Choose who takes over."),
        "call_guardian": _("Call the parent or guardian first, then tick it."),
    }


def _driving() -> dict[str, str]:
    return {
        "act_up": _("Fetch no. {number}, {at}"),
        "act_off": _("Bring home no. {number}, {at}"),
        "stop_who": _("No. {number}: {people}"),
        "stops_left_one": ngettext("then {n} more stop", "then {n} more stops", 1),
        "stops_left_many": ngettext("then {n} more stop", "then {n} more stops", 2),
        "drive_back": _("Everyone is home. Back to: {where}"),
        "leaves": _("Next departure {when}"),
        "do_arrived": _("I am there"),
        "act_stranded": _("Fetch them where their van broke down, {at}"),
        "stands_too": _("{who}; also {others}"),
        "do_board": pgettext("night screen", "On board"),
        "do_absent": _("Not there when called"),
        "do_dropped": pgettext("night screen", "They are home"),
        "do_call_me": _("Call me back"),
        "call_whom": _("Call: {contact}"),
        "problem": pgettext("night screen", "Problem"),
        "did_arrived": _("At the door of no. {number}"),
        "did_board": _("No. {number} is on board"),
        "did_problem": _("{number} asks to be called"),
    }
