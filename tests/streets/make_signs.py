"""The signs of a small circuit."""

from serein.kit.actors import SYSTEM
from serein.streets.models import Circuit, Sign
from serein.streets.operations import signs
from serein.streets.queries.signs import plan_of
from tests.people.make import FRIDAY_NIGHT
from tests.streets.make import make_circuit


def make_signs(circuit: Circuit | None = None) -> list[Sign]:
    """Plan the signs of a circuit round the middle block: six, none of them ordered."""
    circuit = circuit or make_circuit()
    return signs.plan_signs(circuit=circuit, planned=plan_of(circuit), by=SYSTEM, now=FRIDAY_NIGHT)


def hang(sign: Sign, *, state: str = Sign.State.GOOD) -> Sign:
    signs.look_at_sign(sign=sign, state=state, at=FRIDAY_NIGHT, by=SYSTEM, now=FRIDAY_NIGHT)
    return Sign.objects.get(pk=sign.pk)
