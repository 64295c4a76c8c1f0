from django.urls import URLPattern

app_name = "shuttles"
urlpatterns: list[URLPattern] = []
