"""Surnames where a sentence says that they are one, and in scripts without spaces."""

from dataclasses import replace

import pytest

from tests.support.letters import GRETA, OMAR, masked, new_text, raw_mail


@pytest.mark.parametrize("before", ["my surname is", "my last name is", "Family name:", "Sincerely,", "Best regards,"])
def test_an_everyday_surname_goes_where_it_is_announced(before: str) -> None:
    text = new_text(masked(raw_mail(f"Hi,\n{before} Young", sender=OMAR), writer=OMAR).data)
    assert text == f"Hi,\n{before} Omar"


def test_a_surname_in_a_script_without_spaces_goes_amid_other_letters() -> None:
    writer = replace(GRETA, family_name="田中")
    assert "田中" not in new_text(masked(raw_mail("私は田中です"), writer=writer).data)
