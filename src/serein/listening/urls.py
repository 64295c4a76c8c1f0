from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.listening.views import desk_reports

app_name = "listening"
urlpatterns = [
    path(pgettext_lazy("url", "desk/reports/"), desk_reports.show_reports, name="desk_reports"),
    path(pgettext_lazy("url", "desk/reports/<int:pk>/release/"), desk_reports.release, name="release"),
    path(pgettext_lazy("url", "desk/reports/<int:pk>/hide/"), desk_reports.hide, name="hide"),
    path(pgettext_lazy("url", "desk/reports/<int:pk>/join/<int:to>/"), desk_reports.join, name="join"),
]
