"""What each action writes, what it refuses, what the journal keeps."""

from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Operation, Trace
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from quietude.strategie import workflow
from quietude.strategie.actions import commentaires, controle, fiches, strategies
from quietude.strategie.enums import EtatFiche, EtatJalon, EtatStrategie
from quietude.strategie.models import Brouillon, Dispense, FicheAction
from quietude.strategie.packs.fiches import fetch_fiche
from quietude.strategie.sections import PARTIES, fingerprint
from tests.conftest import make_user
from tests.strategie import factories

pytestmark = pytest.mark.django_db


def mark(fiche: FicheAction, section: str) -> str:
    return fingerprint(fetch_fiche(fiche.pk)[1], PARTIES[section])


def amend(actor: Utilisateur, fiche: FicheAction, section: str, **champs: object) -> None:
    fiches.amend_fiche_section(
        actor=actor,
        fiche=fiche,
        partie=PARTIES[section],
        empreinte=mark(fiche, section),
        champs=champs,
    )


def test_a_part_is_written_and_signed(coordonnateur: Utilisateur) -> None:
    fiche = factories.make_fiche(constat="Avant")
    amend(coordonnateur, fiche, "constat", constat="Après")
    trace = Trace.objects.latest("id")
    assert (trace.acteur_id, trace.action) == (
        coordonnateur.pk,
        "strategie.amend_fiche_section",
    )
    assert (trace.avant, trace.apres) == ({"constat": "Avant"}, {"constat": "Après"})


def test_saving_what_it_says_already_writes_nothing(coordonnateur: Utilisateur) -> None:
    fiche = factories.make_fiche(constat="Même")
    before = Trace.objects.count()
    amend(coordonnateur, fiche, "constat", constat="Même")
    assert Trace.objects.count() == before


def test_a_second_editor_of_the_same_part_is_told(coordonnateur: Utilisateur) -> None:
    fiche = factories.make_fiche(constat="Départ")
    opened = mark(fiche, "constat")
    amend(coordonnateur, fiche, "constat", constat="Le premier")
    with pytest.raises(ConflitDeVersion):
        fiches.amend_fiche_section(
            actor=coordonnateur,
            fiche=fiche,
            partie=PARTIES["constat"],
            empreinte=opened,
            champs={"constat": "Le second"},
        )
    fiche.refresh_from_db()
    assert fiche.constat == "Le premier"


def test_two_editors_of_two_parts_do_not_collide(coordonnateur: Utilisateur) -> None:
    fiche = factories.make_fiche(constat="a", contenu="b")
    opened = mark(fiche, "contenu")
    amend(coordonnateur, fiche, "constat", constat="c")
    fiches.amend_fiche_section(
        actor=coordonnateur,
        fiche=fiche,
        partie=PARTIES["contenu"],
        empreinte=opened,
        champs={"contenu": "d"},
    )
    fiche.refresh_from_db()
    assert (fiche.constat, fiche.contenu) == ("c", "d")


def test_an_unknown_code_changes_nothing(coordonnateur: Utilisateur) -> None:
    fiche = factories.make_fiche()
    with pytest.raises(ActionImpossible, match="inconnue"):
        amend(coordonnateur, fiche, "acteurs", pilotes=["inconnue"], publics=["x"])
    fiche.refresh_from_db()
    assert fiche.publics == []


def test_a_part_may_not_carry_the_fields_of_another(coordonnateur: Utilisateur) -> None:
    with pytest.raises(ActionImpossible, match="étrangers"):
        amend(coordonnateur, factories.make_fiche(), "constat", contenu="x")


def test_only_the_coordinator_amends() -> None:
    fiche = factories.make_fiche()
    with pytest.raises(PermissionDenied, match="Seul le coordonnateur"):
        amend(make_user(Role.PARTENAIRE), fiche, "constat", constat="x")


def test_a_draft_is_kept_replaced_and_gone_once_saved(coordonnateur: Utilisateur) -> None:
    fiche = factories.make_fiche()
    for text in ("un", "deux"):
        fiches.save_draft(
            actor=coordonnateur,
            fiche=fiche,
            section="constat",
            empreinte="x",
            donnees={"constat": [text]},
        )
    assert Brouillon.objects.get().donnees == {"constat": ["deux"]}
    amend(coordonnateur, fiche, "constat", constat="trois")
    assert not Brouillon.objects.exists()


def test_a_draft_can_be_forgotten(coordonnateur: Utilisateur) -> None:
    fiche = factories.make_fiche()
    fiches.save_draft(
        actor=coordonnateur, fiche=fiche, section="constat", empreinte="x", donnees={}
    )
    fiches.discard_draft(actor=coordonnateur, fiche=fiche, section="constat")
    assert not Brouillon.objects.exists()


def progress(actor: Utilisateur, fiche: FicheAction, **given: object) -> None:
    values = {
        "etat": fiche.etat,
        "avancement": fiche.avancement,
        "jalons": {},
        "accordes": {},
        **given,
    }
    fiches.report_progress(actor=actor, fiche=fiche, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("wanted", EtatFiche)
@pytest.mark.parametrize("current", EtatFiche)
def test_a_sheet_moves_as_the_workflow_says(
    coordonnateur: Utilisateur, current: EtatFiche, wanted: EtatFiche
) -> None:
    fiche = factories.make_fiche(etat=current)
    if wanted == current or wanted in workflow.FICHE[current]:
        progress(coordonnateur, fiche, etat=wanted, avancement=50)
        fiche.refresh_from_db()
        assert (fiche.etat, fiche.avancement) == (wanted, 50)
    else:
        with pytest.raises(ActionImpossible, match="Suites possibles"):
            progress(coordonnateur, fiche, etat=wanted, avancement=50)


def test_a_pilot_reaches_a_milestone_and_records_a_grant() -> None:
    pilot, mine = make_user(Role.PARTENAIRE), factories.make_organisation()
    factories.make_mandat(pilot, mine)
    fiche = factories.make_fiche(pilotes=[mine])
    jalon, ligne = factories.make_jalon(fiche), factories.make_financement(fiche)
    progress(
        pilot,
        fiche,
        jalons={jalon.pk: EtatJalon.ATTEINT},
        accordes={ligne.pk: Decimal("900")},
    )
    jalon.refresh_from_db()
    ligne.refresh_from_db()
    assert (jalon.etat, ligne.accorde) == (EtatJalon.ATTEINT, Decimal(900))


def test_a_milestone_given_up_is_not_reached_at_once(coordonnateur: Utilisateur) -> None:
    fiche = factories.make_fiche()
    jalon = factories.make_jalon(fiche, etat=EtatJalon.ABANDONNE)
    with pytest.raises(ActionImpossible, match="ne passe pas"):
        progress(coordonnateur, fiche, jalons={jalon.pk: EtatJalon.ATTEINT})


def test_a_milestone_of_another_sheet_is_left_alone(coordonnateur: Utilisateur) -> None:
    other = factories.make_jalon(factories.make_fiche())
    progress(coordonnateur, factories.make_fiche(), jalons={other.pk: EtatJalon.ATTEINT})
    other.refresh_from_db()
    assert other.etat == EtatJalon.PREVU


def test_a_new_sheet_takes_the_next_number(coordonnateur: Utilisateur) -> None:
    strategie = factories.make_strategie()
    factories.make_fiche(strategie, 7)
    objectif = strategie.objectifs.get()
    made = fiches.create_fiche(
        actor=coordonnateur, strategie=strategie, titre="Nouvelle", objectif=objectif
    )
    assert made.numero == 8


def test_a_sheet_of_an_adopted_strategy_is_not_erased(coordonnateur: Utilisateur) -> None:
    with pytest.raises(PermissionDenied, match="abandonnée"):
        fiches.delete_fiche(actor=coordonnateur, fiche=factories.make_fiche())
    draft = factories.make_fiche(factories.make_strategie(etat=EtatStrategie.PROJET))
    fiches.delete_fiche(actor=coordonnateur, fiche=draft)
    assert not FicheAction.objects.filter(pk=draft.pk).exists()


def test_a_change_is_undone_by_a_new_signed_change(coordonnateur: Utilisateur) -> None:
    fiche = factories.make_fiche(constat="Avant")
    amend(coordonnateur, fiche, "constat", constat="Après")
    trace = Trace.objects.latest("id")
    fiches.restore_value(actor=coordonnateur, fiche=fiche, trace_id=trace.pk, champ="constat")
    fiche.refresh_from_db()
    assert fiche.constat == "Avant"
    assert Trace.objects.filter(operation=Operation.UPDATE).count() == 2
    with pytest.raises(ActionImpossible):
        fiches.restore_value(
            actor=coordonnateur, fiche=fiche, trace_id=trace.pk, champ="numero"
        )


def test_a_comment_is_told_to_the_pilot_by_mail_without_its_text(
    mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: object
) -> None:
    pilot, mine = make_user(Role.AGENT), factories.make_organisation()
    factories.make_mandat(pilot, mine)
    fiche = factories.make_fiche(pilotes=[mine])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        commentaires.add_comment(actor=make_user(Role.ELU), fiche=fiche, texte="Où en est-on ?")
    (mail,) = mailoutbox
    assert mail.to == [pilot.email]
    assert "Où en est-on" not in mail.body


def test_a_comment_is_reworded_then_withdrawn() -> None:
    author, fiche = make_user(Role.PARTENAIRE), factories.make_fiche()
    comment = commentaires.add_comment(actor=author, fiche=fiche, texte="Un")
    commentaires.edit_comment(actor=author, commentaire=comment, texte="Deux")
    commentaires.withdraw_comment(actor=author, commentaire=comment)
    comment.refresh_from_db()
    assert (comment.texte, comment.retire_le is not None) == ("", True)


def test_a_reader_does_not_comment() -> None:
    with pytest.raises(PermissionDenied, match="pas de les commenter"):
        commentaires.add_comment(
            actor=make_user(Role.LECTEUR), fiche=factories.make_fiche(), texte="x"
        )


@pytest.mark.parametrize("wanted", EtatStrategie)
@pytest.mark.parametrize("current", EtatStrategie)
def test_a_strategy_is_adopted_then_closed(
    coordonnateur: Utilisateur, current: EtatStrategie, wanted: EtatStrategie
) -> None:
    strategie = factories.make_strategie(etat=current)
    if wanted in workflow.STRATEGIE[current]:
        strategies.change_strategie_etat(actor=coordonnateur, strategie=strategie, etat=wanted)
        strategie.refresh_from_db()
        assert strategie.etat == wanted
    else:
        with pytest.raises(ActionImpossible):
            strategies.change_strategie_etat(
                actor=coordonnateur, strategie=strategie, etat=wanted
            )


def test_a_rule_is_set_aside_with_its_reason_then_put_back(
    coordonnateur: Utilisateur,
) -> None:
    strategie = factories.make_strategie()
    waive = partial(
        controle.waive_rule,
        actor=coordonnateur,
        strategie=strategie,
        regle="FA-PILOTE",
        objet="fiches/01",
    )
    waive(motif="Pilotage partagé")
    waive(motif="Autre motif")
    waiver = Dispense.objects.get()
    assert waiver.motif == "Autre motif"
    controle.restore_rule(actor=coordonnateur, dispense=waiver)
    assert not Dispense.objects.exists()
    removed = Trace.objects.filter(operation=Operation.DELETE).get()
    assert removed.avant
    assert removed.avant["motif"] == "Autre motif"


def test_an_unknown_rule_is_not_set_aside(coordonnateur: Utilisateur) -> None:
    with pytest.raises(ActionImpossible, match="n'existe pas"):
        controle.waive_rule(
            actor=coordonnateur,
            strategie=factories.make_strategie(),
            regle="INCONNUE",
            objet="x",
            motif="y",
        )
