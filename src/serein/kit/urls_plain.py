"""Addresses without a language."""

from django.urls import path

from serein.kit.views.offline import give_form_token, send_worker

app_name = "kit_plain"
urlpatterns = [
    path("service-worker.js", send_worker, name="service_worker"),
    path("form-token", give_form_token, name="form_token"),
]
