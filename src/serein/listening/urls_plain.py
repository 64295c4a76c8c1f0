"""Addresses without a language: what programs ask."""

from django.urls import re_path

from serein.listening.views import exports, open311

V2 = r"^open311/v2"
FORM = r"\.(?P<form>xml|json)$"
urlpatterns = [
    re_path(rf"^open311/discovery{FORM}", open311.discover, name="open311_discovery"),
    re_path(rf"{V2}/services{FORM}", open311.services, name="open311_services"),
    re_path(rf"{V2}/services/(?P<code>[\w-]{{1,40}}){FORM}", open311.service, name="open311_service"),
    re_path(rf"{V2}/requests{FORM}", open311.requests, name="open311_requests"),
    re_path(rf"{V2}/requests/(?P<number>[^/]{{1,40}}){FORM}", open311.one_request, name="open311_request"),
    re_path(rf"{V2}/tokens/(?P<token>\d{{1,18}}){FORM}", open311.token, name="open311_token"),
    re_path(rf"{V2}/(?:servicerequestupdates|update){FORM}", open311.updates, name="open311_updates"),
    re_path(r"^data/reports\.csv$", exports.send_csv, name="reports_csv"),
    re_path(r"^data/reports\.geojson$", exports.send_geojson, name="reports_geojson"),
]
