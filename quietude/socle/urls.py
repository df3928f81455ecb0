"""Addresses of the layer itself."""

from django.urls import path

from quietude.socle import views

app_name = "socle"

urlpatterns = [
    path("sante", views.sante, name="sante"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("reglages/", views.reglages, name="reglages"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
