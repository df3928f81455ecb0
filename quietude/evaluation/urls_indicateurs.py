"""Indicators: values, comments, what each partner must provide."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
