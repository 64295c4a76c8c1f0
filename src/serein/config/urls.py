"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from serein.config.api import api
from serein.kit.views.media import show_file
from serein.portal.views.health import show_health

urlpatterns = [
    path("", include("serein.portal.urls_plain")),
    path("", include("serein.kit.urls_plain")),
    path("", include("serein.listening.urls_plain")),
    path("", include("serein.shuttles.urls_plain")),
    path("", include("serein.territory.urls")),
    path("health", show_health, name="health"),
    path("api/v1/", api.urls),
    path("media/<path:path>", show_file, name="media"),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("serein.plan.urls")),
        path("", include("serein.listening.urls")),
        path("", include("serein.proximity.urls")),
        path("", include("serein.shuttles.urls")),
        path("", include("serein.streets.urls")),
        path("", include("serein.enquiries.urls")),
        path("", include("serein.people.urls")),
        path("", include("serein.portal.urls")),
        path("", include("serein.kit.urls")),
    ),
]
handler404 = "django.views.defaults.page_not_found"
