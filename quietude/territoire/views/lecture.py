"""Read the territory: the map and its list, a division, the places."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.territoire.carte import credits_of, map_of
from quietude.territoire.forms import FiltreLieuxForm
from quietude.territoire.models import Commune, Division, Lieu, LieuSecteur, Secteur, Territoire
from quietude.territoire.rules import can_edit_territoire

_LIENS = LieuSecteur.objects.select_related("secteur", "division")
_COLONNES = [
    Colonne("nom", "Lieu", tri="nom", lien=Lieu.get_absolute_url),
    Colonne("nature", "Nature", valeur="get_nature_display", tri="nature"),
    Colonne("adresse", "Adresse", tri="adresse"),
    Colonne(
        "secteurs",
        "Secteurs",
        valeur=lambda lieu: ", ".join(row.secteur.nom for row in lieu.rattachements.all()),
    ),
]


@acces()
@require_safe
def carte(request: Requete) -> HttpResponse:
    """The town on a map, and the same in words: communes, divisions, sectors."""
    sectors = Prefetch("secteurs", Secteur.objects.visible_to(request.user))
    divisions = list(
        Division.objects.visible_to(request.user).with_size().prefetch_related(sectors)
    )
    communes = list(Commune.objects.all())
    lieux = list(Lieu.objects.visible_to(request.user))
    context = {
        "territoire": Territoire.objects.first(),
        "communes": communes,
        "divisions": divisions,
        "lieux": lieux,
        "donnees": map_of(communes, divisions, lieux),
        "attributions": credits_of(communes, divisions),
        "peut": can_edit_territoire(request.user),
    }
    return render_page(request, "territoire/carte.html", context)


@acces()
@require_safe
def division(request: Requete, code: str) -> HttpResponse:
    """One way of cutting the town: its sectors, the places in each."""
    found = get_object_or_404(Division.objects.visible_to(request.user), code=code)
    sectors = list(found.secteurs.prefetch_related("lieux"))
    context = {
        "division": found,
        "secteurs": sectors,
        "credits": credits_of([], [found]),
        "donnees": map_of(Commune.objects.all(), [found], [], sectors={found.pk: sectors}),
        "peut": can_edit_territoire(request.user),
    }
    return render_page(request, "territoire/division.html", context)


@acces()
@require_safe
def lieux(request: Requete) -> HttpResponse:
    """The places, to sort, to filter, to export."""
    divisions = Division.objects.visible_to(request.user).prefetch_related("secteurs")
    form = FiltreLieuxForm(list(divisions), request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = (
        Lieu.objects.visible_to(request.user)
        .matching(asked.get("q", ""), asked.get("nature", ""), asked.get("secteur", ""))
        .prefetch_related(Prefetch("rattachements", _LIENS))
    )
    grille = Grille(request, rows, _COLONNES, nom="lieux", legende="Lieux", tri="nom")
    if grille.format_demande:
        return grille.exporter()
    context = {"grille": grille, "form": form, "peut": can_edit_territoire(request.user)}
    return render_page(
        request, "territoire/lieux.html", context, fragment="territoire/_lieux.html"
    )


@acces()
@require_safe
def lieu(request: Requete, code: str) -> HttpResponse:
    """One place: where it is, in which sectors."""
    found = get_object_or_404(Lieu.objects.visible_to(request.user), code=code)
    links = list(_LIENS.filter(lieu=found))
    shown = {row.division_id: [row.secteur] for row in links}
    context = {
        "lieu": found,
        "rattachements": links,
        "donnees": map_of(
            Commune.objects.all(), [row.division for row in links], [found], sectors=shown
        ),
        "peut": can_edit_territoire(request.user),
    }
    return render_page(request, "territoire/lieu.html", context)
