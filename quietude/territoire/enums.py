"""Closed lists of the territory."""

from django.db.models import TextChoices


class NatureDivision(TextChoices):
    QUARTIERS = "quartiers", "Quartiers"
    POLICE = "police", "Îlots ou secteurs de police"
    QPV = "qpv", "Quartiers prioritaires de la politique de la ville"
    IRIS = "iris", "IRIS (INSEE)"
    AUTRE = "autre", "Autre découpage"


class NatureLieu(TextChoices):
    ECOLE = "ecole", "École"
    COLLEGE = "college", "Collège"
    LYCEE = "lycee", "Lycée"
    FORMATION = "formation", "Centre de formation"
    RESIDENCE = "residence", "Résidence ou ensemble de logements"
    POLICE_MUNICIPALE = "police-municipale", "Poste de police municipale"
    POLICE_NATIONALE = "police-nationale", "Commissariat ou brigade"
    PERMANENCE = "permanence", "Permanence ou point d'accueil"
    SOLIDARITE = "solidarite", "Maison ou pôle de la solidarité"
    SANTE = "sante", "Lieu de soins"
    ESPACE_PUBLIC = "espace-public", "Espace public"
    AUTRE = "autre", "Autre lieu"
