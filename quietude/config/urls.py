"""Every address of the site; each view declares who may open it."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/", include("allauth.urls")),
    path("", include("quietude.socle.urls")),
]

handler400 = "quietude.socle.views.bad_request"
handler403 = "quietude.socle.views.refused"
handler404 = "quietude.socle.views.not_found"
handler500 = "quietude.socle.views.server_error"
