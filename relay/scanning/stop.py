"""STOP: a writer asks for everything to stop (DESIGN section 4)."""

from relay.mime.tree import MessageTree

_WORD = "stop"


def asks_to_stop(tree: MessageTree) -> bool:
    """Return whether the subject, or the first line that the writer wrote, is the word STOP alone.

    Read from the decoded tree, so that it does not matter how a mail program encodes it or what it
    attaches. Quotes come after the first line, or the mail has no word of its own.
    """
    lines = [tree.subject, *(line for line in tree.text.splitlines() if line.strip())][:2]
    return any(line.strip().rstrip(".!").casefold() == _WORD for line in lines)
