"""Remembered signatures: what is one, and what is known of each."""

from datetime import datetime

from admin_api.schemas.fields import Given, Reason, Shown, Text, example


class SignatureBody(Given):
    """Whole lines of the message's text: at most 20, and 2,000 characters."""

    model_config = example(text="Greta\nBridge engineer, Old Mill\n555 0100 200")

    text: Reason


class Signature(Shown):
    """A block of lines that is cut from what a participant writes; ``message_id`` is where it was seen."""

    model_config = example(
        id="sg_01jd3x8a9v0000000000000010",
        participant_id="p_01jd3x8a9v0000000000000008",
        message_id="m_01jd3x8a9v0000000000000001",
        text="Greta\nBridge engineer, Old Mill\n555 0100 200",
        remembered_by="s_01jd3x8a9v0000000000000005",
        remembered_at="2026-11-23T10:00:00Z",
    )

    id: str
    participant_id: str
    message_id: str
    text: Text
    remembered_by: str
    remembered_at: datetime


class Signatures(Shown):
    """All that is remembered of a participant, the oldest first: ten at most."""

    items: list[Signature]
