"""Line ends on the wire: only CRLF ends a line (RFC 5321 section 2.3.8; CASES C33, D1)."""


def has_bare_line_ends(raw: bytes) -> bool:
    """Return whether ``raw`` has a CR without LF or an LF without CR."""
    pairs = raw.count(b"\r\n")
    return raw.count(b"\r") != pairs or raw.count(b"\n") != pairs
