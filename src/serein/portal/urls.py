from django.urls import path

from serein.portal.views import home

app_name = "portal"
urlpatterns = [
    path("", home.show_home, name="home"),
]
