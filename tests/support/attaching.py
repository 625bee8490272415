"""Files put into mails, as mail programs attach them."""

from email.message import EmailMessage


def attach(mail: EmailMessage, name: str, media_type: str, content: bytes) -> None:
    """Attach a file of ``media_type`` to ``mail``."""
    maintype, _, subtype = media_type.partition("/")
    mail.add_attachment(content, maintype, subtype, filename=name)
