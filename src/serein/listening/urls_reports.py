"""Addresses of reports, for residents and for staff who enter them."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.listening.views import desk_report, me_too, public_reports, report, report_feed

urlpatterns = [
    path(pgettext_lazy("url", "report/"), report.report, name="report"),
    path(pgettext_lazy("url", "report/one-page/"), report.report_offline, name="report_offline"),
    path(pgettext_lazy("url", "reports/"), public_reports.list_reports, name="public_reports"),
    path(pgettext_lazy("url", "reports/map.geojson"), public_reports.send_points, name="report_points"),
    path(pgettext_lazy("url", "reports/in/<str:code>.rss"), report_feed.NeighbourhoodReports(), name="report_feed"),
    path(pgettext_lazy("url", "reports/<int:pk>/"), public_reports.show_report, name="public_report"),
    path(pgettext_lazy("url", "reports/<int:pk>/photo.jpg"), public_reports.show_photo, name="public_photo"),
    path(pgettext_lazy("url", "reports/<int:pk>/me-too/"), me_too.me_too, name="me_too"),
    path(pgettext_lazy("url", "desk/report/"), desk_report.enter_report, name="enter_report"),
    path(pgettext_lazy("url", "desk/report/paper.pdf"), desk_report.print_papers, name="print_papers"),
]
