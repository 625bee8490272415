"""What a scan knows beside the message itself."""

from dataclasses import dataclass

from relay.model.identity import Correspondents, Role
from relay.model.sending import Sending
from relay.scanning.conversation.features import ConversationFeatures


@dataclass(frozen=True, slots=True)
class ScanContext:
    """Who writes, who the two are, and what was delivered to them before.

    ``author`` and ``correspondents`` are None where they are not known (`mentor-relay scan`).
    ``delivered_texts`` are texts of the pair's earlier messages as they were delivered: what
    stands only in a quote of them does not hold again (LABELS, first standing rule).
    ``program_domain`` is ``relay.domain``: addresses under it are the program's own.
    ``signatures`` are blocks of lines that a monitor said are the author's signature: they are cut from what is
    delivered, and names, numbers and links in them do not hold (`relay.model.signature`).
    ``earlier`` is what the pair's recent messages add to the conversation, the oldest first.
    ``sendings`` are how the author's recent messages were sent, the oldest first.
    """

    author: Role | None = None
    correspondents: Correspondents | None = None
    delivered_texts: tuple[str, ...] = ()
    program_domain: str = ""
    signatures: tuple[str, ...] = ()
    earlier: tuple[ConversationFeatures, ...] = ()
    sendings: tuple[Sending, ...] = ()
