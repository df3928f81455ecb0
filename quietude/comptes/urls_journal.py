"""Address of the journal."""

from django.urls import path

from quietude.comptes.views.journal import journal

app_name = "journal"

urlpatterns = [path("", journal, name="journal")]
