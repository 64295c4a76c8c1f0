from serein.listening.operations.contributions import accept_contribution, give_contribution
from serein.listening.operations.problems import (
    AlreadyCited,
    NamesSomeone,
    cite_source,
    draft_problem,
    drop_problem,
    publish_problem,
    settle_problem,
    write_problem,
)

__all__ = [
    "AlreadyCited",
    "NamesSomeone",
    "accept_contribution",
    "cite_source",
    "draft_problem",
    "drop_problem",
    "give_contribution",
    "publish_problem",
    "settle_problem",
    "write_problem",
]
