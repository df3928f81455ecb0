"""Each URL says who may open it; a test walks the resolver and fails on a bare view.

Outside the reader's perimeter the answer is 404, so that a refusal tells nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur

P = ParamSpec("P")


class Requete(HttpRequest):
    """A request once access is checked: someone is signed in, htmx is told apart."""

    user: Utilisateur
    htmx: HtmxDetails


Vue: TypeAlias = Callable[Concatenate[Requete, P], HttpResponse]

PUBLIC: frozenset[str] = frozenset({"public"})


def acces(
    *roles: Role,
) -> Callable[[Vue[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Open a view to these roles only (all roles that see content when none is given)."""
    allowed = frozenset(roles) or ROLES_CONTENU

    def decorate(view: Vue[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            user = request.user
            if not isinstance(user, Utilisateur):
                return redirect_to_login(request.get_full_path())
            if user.role not in allowed:
                raise Http404
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # checked above

        checked.acces = allowed  # type: ignore[attr-defined]  # read by the resolver test
        return checked  # type: ignore[return-value]  # wraps keeps the view's own signature

    return decorate


tous_connectes = acces(*Role)


def public(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Mark a view that anyone may open without an account."""
    view.acces = PUBLIC  # type: ignore[attr-defined]  # read by the resolver test
    return view
