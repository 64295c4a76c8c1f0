"""What pages that belong to nobody show."""

from datetime import datetime

from django.utils.translation import gettext as _

from serein.kit import jobs, outbox


def list_alarms(*, now: datetime) -> list[str]:
    """Return what staff must know at once: requests for help rest on it (H01)."""
    silent = {
        "scheduler": _("The scheduler is silent: nothing is escalated and no deadline is watched."),
        "worker": _("The worker is silent: no mail goes out."),
    }
    alarms = [silent[name] for name in jobs.list_silent()]
    if outbox.is_overdue(now=now):
        alarms.append(_("Mail is waiting or was given up: look at the outbox."))
    return alarms
