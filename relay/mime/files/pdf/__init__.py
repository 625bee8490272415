"""PDF documents: their pages copied into a new document with nothing else, and all that is said in them.

``document`` opens one within bounds · ``kept`` what a page's look needs · ``streams`` its data · ``bare`` the copy ·
``marks`` annotations · ``words`` every string · ``shown`` the text of pages ·
``drawings`` and ``strokes`` what on them can be writing · ``letters`` and ``glyphs`` fonts that do not tell theirs ·
``pictures`` pages as pictures · ``reader`` all of it.
"""

from relay.mime.files.pdf.reader import read_pdf

__all__ = ["read_pdf"]
