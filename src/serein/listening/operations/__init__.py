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
from serein.listening.operations.releasing import NoPhoto, NotForTheMap, erase_report, hide_report, release_report

__all__ = [
    "AlreadyCited",
    "NamesSomeone",
    "NoPhoto",
    "NotForTheMap",
    "accept_contribution",
    "cite_source",
    "draft_problem",
    "drop_problem",
    "erase_report",
    "give_contribution",
    "hide_report",
    "publish_problem",
    "release_report",
    "settle_problem",
    "write_problem",
]
