"""A finding tells in which form its text was read, where that is not as it was written."""

import pytest

from relay.model.category import Category
from relay.scanning.context import ScanContext
from tests.support.scanners import shipped_scanner


@pytest.mark.parametrize(
    ("body", "category", "written", "read_as"),
    [
        (
            "my number: five one five, 555 oh one nine eight",
            Category.PII_PHONE,
            "five one five, 555 oh one nine eight",
            "5 1 5, 555 0 1 9 8",
        ),
        (
            "mail tim dot k at gmail dot com",
            Category.PII_EMAIL,
            "tim dot k at gmail dot com",
            "tim.k@gmail.com",
        ),
        ("f u c k that", Category.CONDUCT_PROFANITY, "f u c k", "fuck"),
        ("send n\u200budes", Category.CONDUCT_SEXUAL, "n\u200budes", "nudes"),
        ("Call me: 515-555-0142", Category.PII_PHONE, "515-555-0142", ""),
    ],
)
def test_a_finding_tells_how_it_was_read(body: str, category: Category, written: str, read_as: str) -> None:
    found = shipped_scanner().examine_texts([("body", body)], ScanContext()).findings
    assert (written, read_as) in {(f.text, f.read_as) for f in found if f.category is category}
