"""The addresses of everybody; those of the desk and of the night are in `urls.py`."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.shuttles.views import (
    public_asking,
    public_booking,
    public_feeds,
    public_figures,
    public_night,
    public_nights,
    public_ticket,
)

urlpatterns = [
    path(pgettext_lazy("url", "night-shuttle/"), public_nights.list_nights, name="nights"),
    path(pgettext_lazy("url", "night-shuttle/nights.ics"), public_feeds.send_calendar, name="calendar"),
    path(pgettext_lazy("url", "night-shuttle/figures/"), public_figures.show_figures, name="figures"),
    path(pgettext_lazy("url", "night-shuttle/figures/nights.csv"), public_figures.send_csv, name="figures_csv"),
    path(pgettext_lazy("url", "night-shuttle/ask/"), public_asking.ask_for_a_night, name="ask"),
    path(pgettext_lazy("url", "night-shuttle/ticket/<str:code>/"), public_ticket.show_ticket, name="ticket"),
    path(pgettext_lazy("url", "night-shuttle/ticket/<str:code>/cancel/"), public_ticket.cancel, name="cancel"),
    path(
        pgettext_lazy("url", "night-shuttle/ticket/<str:code>/otherwise/"),
        public_ticket.say_otherwise,
        name="otherwise",
    ),
    path(pgettext_lazy("url", "night-shuttle/<int:pk>/"), public_night.show_night, name="night"),
    path(pgettext_lazy("url", "night-shuttle/<int:pk>/zone.geojson"), public_night.send_zone, name="zone"),
    path(pgettext_lazy("url", "night-shuttle/<int:pk>/poster.pdf"), public_feeds.send_poster, name="poster"),
    path(pgettext_lazy("url", "night-shuttle/<int:pk>/book/"), public_booking.book, name="book"),
]
