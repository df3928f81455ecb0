from quietude.evaluation.models.annuelle import Contribution, EvaluationAnnuelle
from quietude.evaluation.models.commentaire import CommentaireIndicateur

__all__ = ["CommentaireIndicateur", "Contribution", "EvaluationAnnuelle"]
