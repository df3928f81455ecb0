"""What anyone may read, and money asked of the State."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
