"""What was reported in a neighbourhood and may be read, as a feed."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from serein.listening.access.public import get_neighbourhood
from serein.listening.models.report import Report
from serein.listening.queries.reports import Narrowed, list_public
from serein.territory.models import Neighbourhood


class NeighbourhoodReports(Feed):  # type: ignore[type-arg]
    def get_object(self, request: HttpRequest, *args: Any, code: str, **kwargs: Any) -> Neighbourhood:
        return get_neighbourhood(code=code)

    def title(self, area: Neighbourhood) -> str:
        return _("Reported in %(area)s") % {"area": area.name}

    def description(self, area: Neighbourhood) -> str:
        return _("Things that were reported, and what becomes of them.")

    def link(self, area: Neighbourhood) -> str:
        return f"{reverse('listening:public_reports')}?neighbourhood={area.code}"

    def items(self, area: Neighbourhood) -> list[Report]:
        return list_public(narrowed=Narrowed(neighbourhood=area)).reports

    def item_title(self, item: Any) -> str:
        return f"{item.thing.label}, {item.public_place}"

    def item_description(self, item: Any) -> str:
        return " · ".join(part for part in (item.enquiry.state_in_words, item.sentence, item.enquiry.reason) if part)

    def item_link(self, item: Any) -> str:
        return reverse("listening:public_report", args=[item.pk])

    def item_pubdate(self, item: Any) -> datetime:
        moment: datetime = item.reported_at
        return moment
