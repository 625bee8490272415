"""A code of Python's that is no character set is none in mail: what is labelled so is held, wherever it stands."""

import pytest

from relay.mime.reading import read_message
from relay.model.category import Category
from relay.scanning.context import ScanContext
from tests.support.letters import raw_mail, with_attachment
from tests.support.scanners import scanner_without_opinion

CODES = [
    "rot13", "rot_13", "punycode", "idna", "hex", "base64", "uu", "quopri", "zip", "bz2", "unicode_escape",
    "raw_unicode_escape", "undefined", "utf-7", "UTF7", "unicode-1-1-utf-7", "utf-32", "cp037", "IBM500", "charmap",
]  # fmt: skip


def is_held(raw: bytes) -> bool:
    findings = scanner_without_opinion().scan_message(read_message(raw), ScanContext())
    return Category.SYSTEM_UNPARSEABLE in {finding.category for finding in findings}


@pytest.mark.parametrize("code", CODES)
def test_a_text_in_a_code_that_is_no_charset_is_held(code: str) -> None:
    plain = raw_mail("The bridge book was nice.", content_type=f"text/plain; charset={code}")
    page = raw_mail("<p>The bridge book was nice.</p>", content_type=f'text/html; charset="{code}"')
    named_by_itself = raw_mail(f"<meta charset={code}><p>The bridge book was nice.</p>", content_type="text/html")
    file = with_attachment(
        "hi", f"Content-Type: text/plain; charset={code}\nContent-Disposition: attachment; filename=a.txt\n\nnotes"
    )
    subject = raw_mail("The bridge book was nice.", subject=f"=?{code}?q?the_bridge?=")
    assert all(is_held(raw) for raw in (plain, page, named_by_itself, file, subject))


@pytest.mark.parametrize(
    "charset",
    ["utf-8", "us-ascii", "iso-8859-1", "Windows-1252", "latin1", "UTF8", "koi8-r", "big5", "x-unknown", "macintosh"],
)
def test_a_text_in_a_charset_or_under_an_unknown_name_is_not_held_for_that(charset: str) -> None:
    raw = raw_mail("The bridge book was nice.", content_type=f"text/plain; charset={charset}")
    assert not is_held(raw)
    assert not is_held(raw_mail("The bridge book was nice.", subject=f"=?{charset}?q?the_bridge?="))
