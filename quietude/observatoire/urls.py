"""Addresses of the diagnosis."""

from django.urls import path

from quietude.observatoire import views

app_name = "observatoire"

urlpatterns = [
    path("", views.diagnostic, name="diagnostic"),
    path("<slug:recueil>/tableaux/<slug:code>/", views.tableau, name="tableau"),
]
