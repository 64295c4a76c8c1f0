"""The public quarterly figure: contact against administration, whether it is better or worse."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.proximity.models import TaskDecision
from serein.proximity.queries import measuring, norms, presence
from serein.proximity.words import effect_in_words

DECISIONS_SHOWN = 8
OF_THE_FIGURE = ("days", "staff", "drawn", "hours_a_week")
COLUMNS = ("quarter", "post", "published_on", "activity", "share", "low", "high", *OF_THE_FIGURE)


@require_GET
def show_contact_time(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    quarters = measuring.list_quarters()
    decisions = list(TaskDecision.objects.changing_by(today)[:DECISIONS_SHOWN])
    context = {
        "quarters": quarters,
        "latest": quarters[0] if quarters else None,
        "before": quarters[1:],
        "target": norms.find_target(on=today),
        "posts": measuring.last_of_posts(),
        "shifted": [
            (one.decision, effect_in_words(one)) for one in measuring.effects_of(decisions=decisions, until=today)
        ],
    }
    return render(request, "proximity/contact_time.html", context)


@require_GET
def download_contact_time(request: HttpRequest) -> HttpResponse:
    """Send every figure that was published, the replaced ones too."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for figure in measuring.list_figures():
        for activity, (share, low, high) in figure.content["shares"].items():
            post = figure.post.code if figure.post else ""
            told = (
                f"{figure.quarter:%Y-%m-%d}",
                post,
                f"{timezone.localdate(figure.published_at):%Y-%m-%d}",
                activity,
                share,
                low,
                high,
            )
            table.writerow([*told, *(figure.content.get(name, "") for name in OF_THE_FIGURE)])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="contact-time.csv"'
    answer["Link"] = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    return answer


@require_GET
def show_where_to_meet_us(request: HttpRequest) -> HttpResponse:
    """Show what was announced for the next four weeks, and last quarter's presence."""
    now = clock.now()
    quarter = presence.last_quarter_told(on=timezone.localdate(now))
    context = {
        "announced": presence.list_announced(now=now),
        "presence": presence.read_presence(quarter=quarter),
        "half_days": presence.HalfDayType.choices,
    }
    return render(request, "proximity/where_to_meet_us.html", context)
