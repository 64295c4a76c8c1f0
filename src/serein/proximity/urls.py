from django.urls import path, URLPattern

app_name = "proximity"
urlpatterns: list[URLPattern] = []
