"""The screens of the night, the enrolment of devices, and the run sheet on paper."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.shuttles.views import desk_call_off, driver, enrol, manifest, on_site

urlpatterns = [
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/devices/"), enrol.invite_device, name="devices"),
    path(
        pgettext_lazy("url", "desk/night-shuttle/<int:pk>/devices/<int:device_pk>/end/"),
        enrol.end_device,
        name="end_device",
    ),
    path(
        pgettext_lazy("url", "desk/night-shuttle/<int:pk>/run-sheets.pdf"),
        manifest.print_at_the_desk,
        name="desk_manifest",
    ),
    path(pgettext_lazy("url", "night-shuttle/device/<str:code>/"), enrol.enrol, name="enrol"),
    path(pgettext_lazy("url", "night-shuttle/on-site/"), on_site.show_screen, name="on_site"),
    path(pgettext_lazy("url", "night-shuttle/on-site/screen/"), on_site.keep_screen, name="on_site_kept"),
    path(pgettext_lazy("url", "night-shuttle/on-site/state.json"), on_site.send_state, name="on_site_state"),
    path(pgettext_lazy("url", "night-shuttle/on-site/streets.json"), on_site.send_streets, name="on_site_streets"),
    path(pgettext_lazy("url", "night-shuttle/on-site/act/"), on_site.receive, name="on_site_act"),
    path(pgettext_lazy("url", "night-shuttle/on-site/close/"), on_site.close, name="on_site_close"),
    path(
        pgettext_lazy("url", "night-shuttle/on-site/call-off/"), desk_call_off.call_off_on_site, name="on_site_call_off"
    ),
    path(
        pgettext_lazy("url", "night-shuttle/on-site/run-sheet-<int:van_pk>.pdf"),
        manifest.print_on_site,
        name="on_site_manifest",
    ),
    path(pgettext_lazy("url", "night-shuttle/driver/"), driver.show_screen, name="driver"),
    path(pgettext_lazy("url", "night-shuttle/driver/screen/"), driver.keep_screen, name="driver_kept"),
    path(pgettext_lazy("url", "night-shuttle/driver/state.json"), driver.send_state, name="driver_state"),
    path(pgettext_lazy("url", "night-shuttle/driver/trip.json"), driver.send_trip, name="driver_trip"),
    path(pgettext_lazy("url", "night-shuttle/driver/streets.json"), driver.send_streets, name="driver_streets"),
    path(pgettext_lazy("url", "night-shuttle/driver/act/"), driver.receive, name="driver_act"),
]
