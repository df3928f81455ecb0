"""Defining registers, asking for what lacks."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
