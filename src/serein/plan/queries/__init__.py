"""What the plan, the programme and the account say."""

from serein.plan.queries.thread import Link, chain_of

__all__ = ["Link", "chain_of"]
