"""Plan a night on request."""

from serein.shuttles.queries.doorstep import Doorstep


class OnRequest(Doorstep):
    """Stands in until the night on request has its planner."""
