"""Whether remembered signatures can be cut from the HTML of a mail wherever the scan passed over them.

The scan reads whole texts; the HTML is cut block by block, between tags. What one of them takes for a signature
and the other does not would be neither held nor cut.
"""

from collections.abc import Iterable

from relay.masking.html import page_text
from relay.mime.html_text import render
from relay.mime.tree import MessageTree
from relay.model.signature import find_signatures


def are_cut_alike(tree: MessageTree, signatures: tuple[str, ...]) -> bool:
    """Return whether every place of ``signatures`` in the texts of ``tree`` is one in the HTML that is delivered."""

    def count(texts: Iterable[str]) -> int:
        return sum(len(find_signatures(text, signatures)) for text in texts)

    in_text, in_html = count([tree.text]), count([tree.html_text])
    if not in_text and not in_html:
        return True
    shown = [render(block.html) if block.html is not None else "" for block in tree.blocks]
    both = [text for text, block in zip(shown, tree.blocks, strict=True) if block.plain is not None]
    plain = [text if block.plain is None else block.plain for text, block in zip(shown, tree.blocks, strict=True)]
    pages = [page_text(block.html) for block in tree.blocks if block.html is not None]
    return in_text <= count(plain) and in_html <= count(both) and count(shown) <= count(pages)
