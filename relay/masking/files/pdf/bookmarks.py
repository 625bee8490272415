"""Bookmarks of a PDF written anew, with their titles masked (ISO 32000-1 §12.3.3)."""

import pikepdf

from relay.masking.files.cleaning import TextMask
from relay.mime.files.pdf.bare import BareCopy
from relay.mime.files.pdf.marks import destination_of, place_in

_MOST = 1_000
_MOST_DEPTH = 8


class Bookmarks:
    """Writes the bookmarks of one document. One use each."""

    def __init__(self, copy: BareCopy, mask: TextMask) -> None:
        self._copy = copy
        self._mask = mask
        self._seen: set[tuple[int, int]] = set()

    def write(self) -> None:
        """Give the copy the bookmarks of its source that lead to one of its pages."""
        old = self._copy.source.Root.get("/Outlines")
        if not isinstance(old, pikepdf.Dictionary):
            return
        new = self._copy.target.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Outlines))
        if self._children(old, new, 0):
            self._copy.target.Root["/Outlines"] = new

    def _children(self, old: pikepdf.Object, new: pikepdf.Object, depth: int) -> int:
        """Write what stands below ``old`` below ``new``; return how many there are."""
        written: list[pikepdf.Object] = []
        child = old.get("/First")
        while isinstance(child, pikepdf.Dictionary) and child.objgen not in self._seen and len(self._seen) < _MOST:
            self._seen.add(child.objgen)
            one = self._bookmark(child, new, depth)
            if one is not None:
                if written:
                    one["/Prev"], written[-1]["/Next"] = written[-1], one
                written.append(one)
            child = child.get("/Next")
        if written:
            new["/First"], new["/Last"] = written[0], written[-1]
            new["/Count"] = len(written) if depth == 0 else -len(written)
        return len(written)

    def _bookmark(self, old: pikepdf.Object, parent: pikepdf.Object, depth: int) -> pikepdf.Object | None:
        title = old.get("/Title")
        if not isinstance(title, pikepdf.String):
            return None
        masked = self._mask.text(str(title))
        new = self._copy.target.make_indirect(pikepdf.Dictionary(Title=pikepdf.String(masked), Parent=parent))
        place = place_in(self._copy, destination_of(old))
        if place is not None:
            new["/Dest"] = place
        below = self._children(old, new, depth + 1) if depth < _MOST_DEPTH else 0
        return new if below or place is not None else None
