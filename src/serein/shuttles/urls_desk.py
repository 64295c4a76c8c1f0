from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.shuttles.views import (
    desk_accidents,
    desk_call_off,
    desk_close,
    desk_holds,
    desk_night,
    desk_nights,
    desk_requirements,
    desk_roster,
)

urlpatterns = [
    path(pgettext_lazy("url", "desk/night-shuttle/"), desk_nights.show_nights, name="desk_nights"),
    path(pgettext_lazy("url", "desk/night-shuttle/plan/"), desk_nights.plan_night, name="plan_night"),
    path(
        pgettext_lazy("url", "desk/night-shuttle/requirements/"),
        desk_requirements.show_requirements,
        name="desk_requirements",
    ),
    path(
        pgettext_lazy("url", "desk/night-shuttle/requirements/usual/"),
        desk_requirements.begin_with_usual,
        name="usual_requirements",
    ),
    path(
        pgettext_lazy("url", "desk/night-shuttle/requirements/<int:pk>/"),
        desk_requirements.prove,
        name="prove_requirement",
    ),
    path(pgettext_lazy("url", "desk/night-shuttle/accidents/"), desk_accidents.show_accidents, name="desk_accidents"),
    path(pgettext_lazy("url", "desk/night-shuttle/vans/"), desk_roster.show_vans, name="desk_vans"),
    path(pgettext_lazy("url", "desk/night-shuttle/vans/<int:pk>/"), desk_roster.change_van, name="change_van"),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/"), desk_night.show_night, name="desk_night"),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/change/"), desk_nights.change_night, name="change_night"),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/copy/"), desk_nights.copy_night, name="copy_night"),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/step/"), desk_night.move_night, name="move_night"),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/size/"), desk_night.size_night, name="size_night"),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/van/"), desk_roster.add_van, name="add_van"),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/duty/"), desk_roster.give_duty, name="give_duty"),
    path(
        pgettext_lazy("url", "desk/night-shuttle/<int:pk>/duty/<int:duty_pk>/"),
        desk_roster.take_duty_back,
        name="take_duty_back",
    ),
    path(
        pgettext_lazy("url", "desk/night-shuttle/<int:pk>/van/<int:van_pk>/"),
        desk_roster.take_van_off,
        name="take_van_off",
    ),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/close/"), desk_close.close_night, name="close_night"),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/call-off/"), desk_call_off.call_off, name="call_off"),
    path(pgettext_lazy("url", "desk/night-shuttle/<int:pk>/rides/"), desk_holds.show_rides, name="desk_rides"),
    path(
        pgettext_lazy("url", "desk/night-shuttle/<int:pk>/rides/<int:ride_pk>/hold/"),
        desk_holds.hold_ride,
        name="hold_ride",
    ),
    path(
        pgettext_lazy("url", "desk/night-shuttle/<int:pk>/rides/<int:ride_pk>/let-go/"),
        desk_holds.lift_hold,
        name="lift_hold",
    ),
]
