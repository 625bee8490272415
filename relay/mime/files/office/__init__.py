"""Office documents: unpacked within bounds, freed of what tells beside them, and read as text.

``package`` the archive · ``markup`` its XML · ``telling`` what goes · ``pruning`` takes it out · ``text`` paragraphs ·
``relations`` and ``ooxml`` docx, pptx, xlsx · ``opendocument`` odt · ``sheet`` cells · ``reader`` all of it.
"""

from relay.mime.files.office.reader import read_office

__all__ = ["read_office"]
