"""Addresses without a language."""

from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(url="/fr/"), name="root"),
]
