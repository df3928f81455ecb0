"""Addresses of the bodies."""

from django.urls import path

from quietude.instances import views

app_name = "instances"

urlpatterns = [
    path("", views.liste, name="liste"),
    path("<slug:code>/", views.instance, name="instance"),
]
