"""What the reports add to the home page."""

from datetime import timedelta

from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.signalements.dans_la_strategie import reports_bloc
from tests.conftest import make_user
from tests.signalements.factories import make_signalement
from tests.strategie.factories import make_mandat, make_organisation, make_strategie

HIER = timezone.localdate() - timedelta(days=1)


def test_late_and_new_reports_reach_the_home_page_of_those_who_see_them(systeme: None) -> None:
    strategie = make_strategie("essai")
    police, partner = make_organisation("police"), make_user(Role.PARTENAIRE)
    make_mandat(partner, police)
    make_signalement(echeance=HIER, service=police)
    make_signalement(echeance=HIER, recu_le=timezone.now() - timedelta(days=9))
    told = {bloc.libelle: bloc for bloc in reports_bloc(make_user(Role.AGENT), strategie)}
    assert told["signalements en retard"].valeur == 2
    assert told["signalement reçu aujourd’hui"].valeur == 1
    mine = list(reports_bloc(partner, strategie))
    assert (mine[0].valeur, mine[0].libelle) == (1, "signalement en retard")
    assert list(reports_bloc(make_user(Role.LECTEUR), strategie)) == []
