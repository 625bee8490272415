"""The DATA phase as bytes, without a socket: where the message ends, and whether its line ends are sound."""

_END = b"\r\n.\r\n"


class DataDecoder:
    """Takes the octets after 354 block by block until CRLF.CRLF (RFC 5321 section 4.1.1.4).

    No other sequence ends the message; a bare CR or LF anywhere sets ``bare_line_end`` (SMTP
    smuggling, CVE-2023-51764 and its kin: CASES D1, C33). The text is kept until ``discard``.
    """

    def __init__(self) -> None:
        """Start right after the reply 354."""
        # The CRLF of the DATA command itself: with it, a dot on the very first line needs no special case.
        self._text = bytearray(b"\r\n")
        self._checked = 0
        self._dropped = 0
        self._end = -1
        self.kept = True
        self.bare_line_end = False

    @property
    def ended(self) -> bool:
        """Whether CRLF.CRLF was seen."""
        return self._end >= 0

    @property
    def size(self) -> int:
        """Octets of the message so far, with the dots that were added for the transport."""
        return self._dropped + (self._end if self.ended else len(self._text)) - 2

    @property
    def trailing(self) -> bool:
        """Whether the client went on talking after the end, without waiting for the reply."""
        return self.ended and len(self._text) > self._end + len(_END) - 2

    def feed(self, block: bytes) -> None:
        """Take the next octets from the wire."""
        search_from = max(0, len(self._text) - len(_END) + 1)
        self._text += block
        found = self._text.find(_END, search_from)
        if found >= 0:
            self._end = found + 2
        self._check_line_ends()
        if not self.kept and not self.ended:
            self._drop_text()

    def discard(self) -> None:
        """Stop keeping the text, and only look for the end from now on."""
        self.kept = False
        if not self.ended:
            self._drop_text()

    def message(self) -> bytes:
        """Return the message with transparency undone (RFC 5321 section 4.5.2). Empties the decoder."""
        del self._text[self._end :]
        if b"\r\n." in self._text:
            self._text = self._text.replace(b"\r\n.", b"\r\n")
        with memoryview(self._text) as text:
            message = bytes(text[2:])
        self._text = bytearray()
        return message

    def _check_line_ends(self) -> None:
        upto = self._end if self.ended else len(self._text)
        if not self.ended and self._text.endswith(b"\r"):
            upto -= 1  # its LF may come with the next block
        pairs, returns, feeds = (self._text.count(octets, self._checked, upto) for octets in (b"\r\n", b"\r", b"\n"))
        if not pairs == returns == feeds:
            self.bare_line_end = True
        self._checked = upto

    def _drop_text(self) -> None:
        excess = len(self._text) - (len(_END) - 1)
        if excess > 0:
            del self._text[:excess]
            self._dropped += excess
            self._checked = max(0, self._checked - excess)
