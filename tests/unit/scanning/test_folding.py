"""Any text as ASCII: signs of other scripts as what they look like or mean."""

import pytest

from relay.scanning.folding import fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ꮪոаρ", "snap"),
        ("５１５ ٥١٥ ๕๑๕ ⑤①⑤ ⁵¹⁵", "515 515 515 515 515"),
        ("五一五", "515"),
        ("5️⃣1️⃣5️⃣", "515"),
        ("c\u200ba\u00adl\u2060l", "call"),
        ("Ｃａｌｌ 𝐦𝐞 ⓝⓞⓦ", "Call me now"),
        ("ɛlvis", "elvis"),
    ],
)
def test_a_sign_is_read_as_what_it_looks_like_or_means(text: str, expected: str) -> None:
    assert fold(text).text == expected
