"""The yearly evaluation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
