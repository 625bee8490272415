"""What was done to a message on its way to its reader, fit to be kept and shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What was done to a place of the message."""

    ADDRESS = "address"  # a real address became a mask or a name
    NAME = "name"  # a surname was taken out
    HOST = "host"  # a client or mail host was taken out
    MASK = "mask"  # a masked address became a name or was taken out: the reader's own, or another pair's
    LINK = "link"  # a link's target was taken out
    SIGNATURE = "signature"  # a block that a monitor had remembered was cut
    FOOTER = "footer"  # an earlier footer was taken out of a quote
    REDACTED = "redacted"  # a monitor had it removed
    RENAMED = "renamed"  # an attachment got a neutral name
    TAKEN_OUT = "taken_out"  # a file was written anew without what it told beside its text
    LEFT_OUT = "left_out"  # an attachment or part is not delivered
    HTML_CLEANED = "html_cleaned"  # the page was written anew without what loads, runs or asks for something
    HTML_DROPPED = "html_dropped"  # only plain text is delivered
    BOTH_TEXTS = "both_texts"  # plain text and HTML say different things: both are sent as text


_WHY: Mapping[ChangeKind, str] = {
    ChangeKind.ADDRESS: "A real mail address was replaced: the two write to each other through the relay alone.",
    ChangeKind.NAME: "A surname was taken out: the two know each other by given name.",
    ChangeKind.HOST: "The name of a computer or mail server was taken out: it can tell where somebody is.",
    ChangeKind.MASK: "A masked address became a name or was taken out: it is the reader's own, or of another pair.",
    ChangeKind.LINK: "A link was changed or lost its target, which could tell who or where somebody is.",
    ChangeKind.SIGNATURE: "A signature that a monitor had remembered was cut.",
    ChangeKind.FOOTER: "The program's own footer was taken out of a quote: it stands once, at the end.",
    ChangeKind.REDACTED: "A monitor had something removed here.",
    ChangeKind.RENAMED: "The attachment got a neutral name: its own could tell who somebody is, or what was removed.",
    ChangeKind.TAKEN_OUT: "The file was written anew, without what it told beside its content.",
    ChangeKind.LEFT_OUT: "This was not delivered: it cannot be made safe.",
    ChangeKind.HTML_CLEANED: "The page was written anew without what could watch its reader, run or ask for something.",
    ChangeKind.HTML_DROPPED: "Plain text alone was delivered: what had to go could have been left in the HTML.",
    ChangeKind.BOTH_TEXTS: "Plain text and HTML said different things: both were delivered, as text.",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed: where (a part's name) and what for; never the identity itself."""

    kind: ChangeKind
    part: str
    detail: str = ""

    @property
    def explanation(self) -> str:
        """A plain sentence for a monitor: why it was done."""
        return _WHY[self.kind]
