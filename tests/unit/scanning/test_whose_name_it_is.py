"""Names of those who made a work, roles, days, greetings and lines by chance are nobody's contact data."""

import pytest

from relay.model.category import Category, Severity
from relay.scanning.context import ScanContext
from tests.support.scanners import shipped_scanner

NAME, SCHOOL, HANDLE = Category.PII_FULL_NAME, Category.PII_SCHOOL, Category.PII_HANDLE
LOCATION = Category.PII_LOCATION
PERSONAL = frozenset({NAME, SCHOOL, HANDLE, LOCATION})


def found(body: str, subject: str = "") -> set[Category]:
    texts = [(part, text) for part, text in (("subject", subject), ("body", body)) if text]
    findings = shipped_scanner().examine_texts(texts, ScanContext()).findings
    return {finding.category for finding in findings if finding.severity is not Severity.INFO} & PERSONAL


@pytest.mark.parametrize(
    "body",
    [
        'Hannah Brookfield\'s "Winter Songs" has a cold house as well.',
        "Look at Rosa Altmark's speech, it is short.",
        "They asked a retired oceanographer, Walter Ebbenfeld, and he knew.",
        "We started the play and I'm Martha Wardwell, who gets to faint.",
        "Accepted: interviews @ Thu Dec 3, and Mon Jan 4 is free, too",
        "Salaam Idris, I hope that the bees are well.",
        "I learned Alpha Bravo Charlie from a book.",
        "We go at Christmas and Easter, and I like the donuts.",
        "We went to Gettysburg for the 8th grade trip. It was hot.",
        "She got in at Michigan Tech, for mining.",
        "He says hi to Phuong's fellow engineer-to-be over there.",
        "The root tips have tiny grains in there. They're called statoliths.",
        "Mi escuela es la más bonita de todas, y estudio en la secundaria por la tarde.",
        "Voy a la escuela a pie y estudio en la prepa del centro.",
        "In third grade the tigers at the zoo were asleep.",
        "They explain what GitHub is. Qué es GitHub?",
        "My belayer is my mom, up on the wall there.",
        "I Catch the Rabbit by Olive Brandtner is good.",
        "My dad drives trucks and has been to 41 states.",
        "Malachi,\n\nYour boat came.\n\nAnd it floats.\n\nThe sail is red.\n\nEggs are for lunch.\n\nOtis",
    ],
)
def test_what_is_nobodys_passes(body: str) -> None:
    assert found(body) == set()


@pytest.mark.parametrize(("subject", "body"), [("snapchat", "everybody has it but me"), ("Minecraft", "Eleven hours!")])
def test_a_subject_about_a_service_makes_no_name_of_the_first_word(subject: str, body: str) -> None:
    assert found(body, subject) == set()


@pytest.mark.parametrize(
    ("category", "body"),
    [
        (NAME, "My best friend Hannah Brookfield's speech was the longest."),
        (NAME, "hi, I'm Martha Wardwell and I do plays."),
        (NAME, "Say hi to Walter Ebbenfeld from me, he sits next to me."),
        (SCHOOL, "I go to Sumner Elementary, in the blue building."),
        (SCHOOL, "Estudio en la Federal Benito Ramos."),
        (SCHOOL, "estudio en la secundaria benito juárez"),
        (SCHOOL, "mi escuela es la benito juarez"),
        (SCHOOL, "voy al conalep de nezahualcoyotl"),
        (SCHOOL, "Estoy en tercero en la Benito Juárez"),
        (SCHOOL, "voy a la prepa 6"),
        (SCHOOL, "i go to ps 118"),
        (SCHOOL, "we are the Roland tigers"),
        (LOCATION, "i live in slater"),
        (LOCATION, "vivo en slater"),
        (HANDLE, "sunnynightsatpebble thats my name there"),
        (LOCATION, "I'm the only one home till six every day."),
    ],
)
def test_what_is_somebodys_is_held(category: Category, body: str) -> None:
    assert category in found(body)
