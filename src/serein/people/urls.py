from django.urls import path, URLPattern

app_name = "people"
urlpatterns: list[URLPattern] = []
