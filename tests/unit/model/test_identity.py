"""Which former surnames stay hidden."""

import pytest

from relay.model.identity import still_hidden


@pytest.mark.parametrize(
    ("former", "given", "others", "hidden"),
    [
        (["Oldfield"], "Greta", ["Newman", "Kowalczyk"], ("Oldfield",)),
        (["Oldfield", "OLDFIELD", "Smythe"], "Greta", ["smythe"], ("Oldfield", "OLDFIELD")),
        (["Greta"], "Greta", ["Oldfield"], ()),
        (["Paul Kowalczyk"], "Tim Paul", ["Berger"], ("Kowalczyk",)),
        (["Kowalczyk"], "Greta", ["Oldfield", "Kowalczyk"], ()),
        ([], "Greta", ["Oldfield"], ()),
    ],
    ids=["renamed", "back to one of before", "entered as surname", "entered half as surname", "the other's", "never"],
)
def test_former_surnames_stay_hidden_unless_they_were_none(
    former: list[str], given: str, others: list[str], hidden: tuple[str, ...]
) -> None:
    assert still_hidden(former, given, others) == hidden
