"""Pages of the layer itself: settings, health, accessibility, style guide, errors."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quietude.socle import menu
from quietude.socle.acces import connectes, public
from quietude.socle.demonstration import styleguide_context
from quietude.socle.pages import render_page


@public
@never_cache
@require_safe
def sante(request: HttpRequest) -> HttpResponse:
    """For the supervisor: 200 when the database answers, 503 otherwise, and nothing more."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("base de données injoignable\n", "text/plain", 503)
    return HttpResponse("ok\n", "text/plain")


@public
@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render_page(request, "socle/accessibilite.html")


@connectes
@require_safe
def reglages(request: HttpRequest) -> HttpResponse:
    """What this reader may set, by name."""
    lines = menu.reglages_for(getattr(request.user, "role", None))
    return render_page(request, "socle/reglages.html", {"reglages": lines})


@public
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page; in the demonstration only."""
    if not settings.DEMO:
        raise Http404
    context = styleguide_context(request)
    if context["grille"].format_demande:
        return context["grille"].exporter()  # type: ignore[no-any-return]
    return render_page(
        request, "socle/styleguide.html", context, fragment="socle/_styleguide_grille.html"
    )


# -- errors: no access to declare, Django calls them -----------------------------------------


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, without asking anything of the request, which may be broken."""
    return HttpResponse(render_to_string("socle/erreur_400.html"), status=400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the rule's own sentence."""
    return render_page(
        request, "socle/erreur_403.html", {"motif": str(exception or "")}, status=403
    )


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form has waited too long or comes from elsewhere."""
    return render_page(request, "socle/erreur_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same whether the thing is missing or hidden."""
    return render_page(request, "socle/erreur_404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without the database nor the request."""
    return HttpResponse(render_to_string("socle/erreur_500.html"), status=500)
