"""Finding reports: list, search, map, saved views."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
