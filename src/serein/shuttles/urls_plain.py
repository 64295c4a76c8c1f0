"""Addresses without a language: what programs read."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
