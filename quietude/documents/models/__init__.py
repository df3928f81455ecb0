from quietude.documents.models.document import DocumentProduit

__all__ = ["DocumentProduit"]
