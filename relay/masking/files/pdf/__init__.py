"""Cleaning PDF documents: what can be rewritten is masked, and a page that names somebody is not delivered."""

from relay.masking.files.pdf.cleaner import clean_pdf

__all__ = ["clean_pdf"]
