"""Taking a call, and following a report until it is closed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
