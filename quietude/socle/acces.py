"""Access to the pages of this layer, which knows no role; see comptes.acces for the others."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
Vue = Callable[Concatenate[HttpRequest, P], HttpResponse]

PUBLIC: frozenset[str] = frozenset({"public"})
CONNECTES: frozenset[str] = frozenset({"connectes"})


def public(view: Vue[P]) -> Vue[P]:
    """Anyone, without an account."""
    view.acces = PUBLIC  # type: ignore[attr-defined]  # read by the resolver test
    return view


def connectes(view: Vue[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Anyone signed in, whatever the role."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    checked.acces = CONNECTES  # type: ignore[attr-defined]  # read by the resolver test
    return checked
