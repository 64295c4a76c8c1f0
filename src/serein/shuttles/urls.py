from django.urls import URLPattern

from serein.shuttles import urls_desk, urls_on_site, urls_public

app_name = "shuttles"
urlpatterns: list[URLPattern] = [
    *urls_on_site.urlpatterns,
    *urls_desk.urlpatterns,
    *urls_public.urlpatterns,
]
