from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.streets.views import (
    check_circuit,
    circuits,
    desk_circuits,
    desk_lighting,
    desk_signs,
    draw_circuit,
    going,
    lighting,
    sign,
    sign_round,
)

app_name = "streets"
urlpatterns = [
    path(pgettext_lazy("url", "lighting/"), lighting.show_lighting, name="lighting"),
    path(pgettext_lazy("url", "lighting/map.geojson"), lighting.send_lighting, name="lighting_map"),
    path(pgettext_lazy("url", "lighting/method/"), lighting.show_method, name="lighting_method"),
    path(pgettext_lazy("url", "circuits/"), circuits.list_circuits, name="circuits"),
    path(pgettext_lazy("url", "circuits/go/"), going.show_ways, name="go"),
    path(pgettext_lazy("url", "circuits/go/map.geojson"), going.send_ways, name="go_map"),
    path(pgettext_lazy("url", "circuits/check-on-the-spot/"), check_circuit.check_offline, name="check_offline"),
    path(pgettext_lazy("url", "circuits/sign-on-the-spot/"), sign_round.found_offline, name="found_offline"),
    path(pgettext_lazy("url", "circuits/<slug:code>/"), circuits.show_circuit, name="circuit"),
    path(pgettext_lazy("url", "circuits/<slug:code>/embedded/"), circuits.embed_circuit, name="circuit_embedded"),
    path(pgettext_lazy("url", "circuits/<slug:code>/circuit.geojson"), circuits.send_geojson, name="circuit_geojson"),
    path(pgettext_lazy("url", "circuits/<slug:code>/circuit.gpx"), circuits.send_gpx, name="circuit_gpx"),
    path(pgettext_lazy("url", "circuits/<slug:code>/circuit.pdf"), circuits.send_pdf, name="circuit_pdf"),
    path(pgettext_lazy("url", "desk/circuits/"), desk_circuits.show_circuits, name="desk_circuits"),
    path(pgettext_lazy("url", "desk/circuits/check/"), check_circuit.check_circuit, name="check_circuit"),
    path(pgettext_lazy("url", "desk/circuits/<int:pk>/"), desk_circuits.show_circuit, name="desk_circuit"),
    path(pgettext_lazy("url", "desk/circuits/<int:pk>/change/"), desk_circuits.change_circuit, name="change_circuit"),
    path(pgettext_lazy("url", "desk/circuits/<int:pk>/words/"), desk_circuits.write_words, name="write_words"),
    path(pgettext_lazy("url", "desk/circuits/<int:pk>/step/"), desk_circuits.move_circuit, name="move_circuit"),
    path(pgettext_lazy("url", "desk/circuits/<int:pk>/draw/"), draw_circuit.draw_circuit, name="draw_circuit"),
    path(
        pgettext_lazy("url", "desk/circuits/<int:pk>/draw/map.geojson"), draw_circuit.send_drawing, name="drawing_map"
    ),
    path(pgettext_lazy("url", "desk/lighting/"), desk_lighting.show_outages, name="desk_outages"),
    path(pgettext_lazy("url", "desk/lighting/tell/"), desk_lighting.tell_outage, name="tell_outage"),
    path(pgettext_lazy("url", "desk/lighting/outages/<int:pk>/"), desk_lighting.move_outage, name="move_outage"),
    path(pgettext_lazy("url", "desk/lighting/cabins/<int:pk>/"), desk_lighting.show_cabin, name="desk_cabin"),
    path(
        pgettext_lazy("url", "desk/lighting/exceptions/<int:pk>/withdraw/"),
        desk_lighting.withdraw_exception,
        name="withdraw_exception",
    ),
    path(pgettext_lazy("url", "desk/lighting/close/"), desk_lighting.close_street, name="close_street"),
    path(pgettext_lazy("url", "desk/lighting/reopen/<int:pk>/"), desk_lighting.reopen_street, name="reopen_street"),
    path(pgettext_lazy("url", "sign/<slug:code>/"), sign.show_sign, name="sign"),
    path(pgettext_lazy("url", "desk/signs/"), desk_signs.show_signs, name="desk_signs"),
    path(pgettext_lazy("url", "desk/signs/plan/<int:pk>/"), desk_signs.plan_signs, name="plan_signs"),
    path(pgettext_lazy("url", "desk/signs/order/"), desk_signs.order_signs, name="order_signs"),
    path(pgettext_lazy("url", "desk/signs/order-list.csv"), desk_signs.send_csv, name="signs_csv"),
    path(pgettext_lazy("url", "desk/signs/order-list.pdf"), desk_signs.send_pdf, name="signs_pdf"),
    path(pgettext_lazy("url", "desk/signs/photos/<int:pk>/"), desk_signs.send_photo, name="sign_photo"),
    path(pgettext_lazy("url", "desk/signs/round/"), sign_round.show_round, name="sign_round"),
    path(pgettext_lazy("url", "desk/signs/round/map.geojson"), sign_round.send_map, name="sign_round_map"),
    path(pgettext_lazy("url", "desk/signs/round/found/"), sign_round.tell_found, name="tell_found"),
    path(pgettext_lazy("url", "desk/signs/<int:pk>/"), desk_signs.show_sign, name="desk_sign"),
]
