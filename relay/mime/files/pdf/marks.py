"""Annotations: those that show something on a page, copied without who made them and when (ISO 32000-1 §12.5)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pikepdf

from relay.mime.files.pdf import kept
from relay.mime.files.reading import TOO_LARGE, UnreadableFileError

if TYPE_CHECKING:
    from relay.mime.files.pdf.bare import BareCopy

_MOST = 2_000  # of one page
_HIDDEN = 2 | 32  # bits of /F: hidden, and not to be viewed
_FIXED = 4 | 64 | 128  # bits of /F: printed, neither changed nor moved
_WRITING = "/Helv 11 Tf 0 g"  # how a note is written that has no look of its own
_MOST_CORNERS = 12  # of a line or a shape that is not drawn by hand
_DRAWN = ("/Rect", "/InkList", "/Vertices")
_MOST_PLACES = 8  # numbers of a place to go to


def copied_marks(copy: BareCopy, annotations: pikepdf.Object | None) -> list[pikepdf.Object]:
    """Return copies of what ``annotations`` show, with their words (/Contents, /URI) as they stand."""
    if not isinstance(annotations, pikepdf.Array):
        return []
    if len(annotations) > _MOST:
        raise UnreadableFileError(TOO_LARGE)
    found = [_mark(copy, one) for one in annotations if isinstance(one, pikepdf.Dictionary)]
    return [one for one in found if one is not None]


def _mark(copy: BareCopy, source: pikepdf.Object) -> pikepdf.Object | None:
    sort = source.get("/Subtype")
    name = str(sort) if isinstance(sort, pikepdf.Name) else ""
    if name not in kept.SHOWN | kept.AS_STAMPS or source.get_int("/F", 0) & _HIDDEN:
        copy.hidden_marks += name != "/Popup"
        return None
    words, said = _words(copy, source)
    # What shows words that were changed is drawn anew by the program that shows the note.
    look = _look(copy, source) if name != "/FreeText" or words == said else None
    own = _own(copy, source, name, said, look)
    if own is None:
        return None
    mark = pikepdf.Dictionary(Type=pikepdf.Name.Annot, F=source.get_int("/F", 0) & _FIXED)
    for key in kept.PLACE if name in kept.AS_STAMPS else kept.PLACE | kept.MARK:
        value = _style(source.get(key)) if key in {"/BS", "/BE"} else source.get(key)
        one = copy.look(value, key)
        if one is not None:
            mark[key] = one
    mark["/Subtype"] = sort
    if look is not None:
        mark["/AP"] = pikepdf.Dictionary(N=look)
    mark.update(own)
    if name == "/Ink" or _is_long(source.get("/Vertices")):
        copy.pictures[_digest(copy, source)] = None
    return copy.target.make_indirect(mark)


def _is_long(points: pikepdf.Object | None) -> bool:
    """Return whether a line of straight pieces has as many as one that is drawn by hand."""
    return isinstance(points, pikepdf.Array) and len(points) > _MOST_CORNERS * 2


def _digest(copy: BareCopy, source: pikepdf.Object) -> str:
    """Return SHA-256 in hex of what is drawn by hand: nothing reads it, so it counts like a picture."""
    said = [value.unparse(resolved=True) for key in _DRAWN if (value := source.get(key)) is not None]
    look = _normal(source)
    drawn = copy.reader.plain(look) if look is not None else b""
    return hashlib.sha256(b"\n".join([b"ink", *said, drawn])).hexdigest()


def _own(
    copy: BareCopy, source: pikepdf.Object, name: str, said: str, look: pikepdf.Object | None
) -> dict[str, pikepdf.Object] | None:
    """Return what an annotation of this kind has of its own, None if it has nothing that stays."""
    if name in kept.AS_STAMPS:
        return _stamp(look)
    return _link(copy, source) if name == "/Link" else _note(source, said)


def _stamp(look: pikepdf.Object | None) -> dict[str, pikepdf.Object] | None:
    """Return what makes a stamp of what was a field of a form, if it can be seen at all."""
    return None if look is None else {"/Subtype": pikepdf.Name.Stamp, "/F": pikepdf.Object.parse(b"%d" % _FIXED)}


def _words(copy: BareCopy, source: pikepdf.Object) -> tuple[str, str]:
    """Return the words of a note as they stand, and as they are to be said."""
    contents = source.get("/Contents")
    if not isinstance(contents, pikepdf.String) or source.get("/Subtype") == pikepdf.Name.Link:
        return "", ""
    return str(contents), copy.say(str(contents))


def _note(source: pikepdf.Object, words: str) -> dict[str, pikepdf.Object]:
    """Return the words and the icon of a note."""
    own: dict[str, pikepdf.Object] = {"/Contents": pikepdf.String(words)} if words else {}
    icon = source.get("/Name")
    if source.get("/Subtype") == pikepdf.Name.FreeText:
        own["/DA"] = pikepdf.String(_WRITING)
    if isinstance(icon, pikepdf.Name) and str(icon) in kept.ICONS:
        own["/Name"] = icon
    return own


def _style(value: pikepdf.Object | None) -> pikepdf.Object | None:
    if not isinstance(value, pikepdf.Dictionary):
        return None
    return pikepdf.Dictionary({key: value[key] for key in kept.MARK_STYLE if key in value})


def _look(copy: BareCopy, source: pikepdf.Object) -> pikepdf.Object | None:
    """Return what an annotation looks like in the state that it is in."""
    look = copy.look(_normal(source), "/AP")
    if look is not None:
        copy.scene(look)
    return look


def _normal(source: pikepdf.Object) -> pikepdf.Stream | None:
    appearances = source.get("/AP")
    normal = appearances.get("/N") if isinstance(appearances, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Dictionary):
        state = source.get("/AS")
        normal = normal.get(str(state)) if isinstance(state, pikepdf.Name) else None
    return normal if isinstance(normal, pikepdf.Stream) else None


def _link(copy: BareCopy, source: pikepdf.Object) -> dict[str, pikepdf.Object] | None:
    """Return what a link does: open an address, or go to a page of this document."""
    action = source.get("/A")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name.URI:
        uri = action.get("/URI")
        if not isinstance(uri, pikepdf.String):
            return None
        return {"/A": pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(str(uri)))}
    place = place_in(copy, destination_of(source))
    return {"/Dest": place} if place is not None else None


def destination_of(source: pikepdf.Object) -> pikepdf.Object | None:
    """Return where a link or a bookmark goes to, as it stands there."""
    action = source.get("/A")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name.GoTo:
        return action.get("/D")
    return source.get("/Dest")


def place_in(copy: BareCopy, destination: pikepdf.Object | None) -> pikepdf.Object | None:
    """Return where in the new document ``destination`` is, None for nowhere; names are resolved."""
    if isinstance(destination, pikepdf.String | pikepdf.Name):
        destination = _named(copy.source, destination)
    if isinstance(destination, pikepdf.Dictionary):
        destination = destination.get("/D")
    if not isinstance(destination, pikepdf.Array) or not len(destination):
        return None
    page = copy.pages.get(destination[0].objgen) if isinstance(destination[0], pikepdf.Dictionary) else None
    if page is None:
        return None
    how = [one for one in list(destination)[1:_MOST_PLACES] if not isinstance(one, pikepdf.String)]
    return pikepdf.Array([page, *(one for one in how if copy.is_plain(one))])


def _named(source: pikepdf.Pdf, name: pikepdf.Object) -> pikepdf.Object | None:
    if isinstance(name, pikepdf.Name):
        old = source.Root.get("/Dests")
        return old.get(str(name)) if isinstance(old, pikepdf.Dictionary) else None
    names = source.Root.get("/Names")
    tree = names.get("/Dests") if isinstance(names, pikepdf.Dictionary) else None
    return pikepdf.NameTree(tree).get(str(name)) if isinstance(tree, pikepdf.Dictionary) else None
