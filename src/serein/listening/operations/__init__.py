from serein.listening.operations.contributions import accept_contribution, give_contribution
from serein.listening.operations.incoming import NotTheirs, find_received, receive_from_partner, receive_update
from serein.listening.operations.partners import end_webhook, give_key, index_of, revoke_key, tell_office_at
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
from serein.listening.operations.reports import NoPlace, Released, Telling, join_report, receive_report

__all__ = [
    "AlreadyCited",
    "NamesSomeone",
    "NoPhoto",
    "NoPlace",
    "NotForTheMap",
    "NotTheirs",
    "Released",
    "Telling",
    "accept_contribution",
    "cite_source",
    "draft_problem",
    "drop_problem",
    "end_webhook",
    "erase_report",
    "find_received",
    "give_contribution",
    "give_key",
    "hide_report",
    "index_of",
    "join_report",
    "publish_problem",
    "receive_from_partner",
    "receive_report",
    "receive_update",
    "release_report",
    "revoke_key",
    "settle_problem",
    "tell_office_at",
    "write_problem",
]
