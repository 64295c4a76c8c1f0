from django.urls import path, URLPattern

app_name = "enquiries"
urlpatterns: list[URLPattern] = []
