"""Mail that somebody would have to read for nothing: words that look like harm or personal data, and are neither."""

import pytest

from relay.model.category import Category, Severity
from relay.model.finding import BODY
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.scanners import DOMAIN, PAIR, scanner_without_opinion, shipped_scanner


def found(text: str, author: Role = Role.STUDENT) -> set[Category]:
    """Return what recognisers and rules find by themselves, hints among it."""
    findings = scanner_without_opinion().examine_texts([(BODY, text)], ScanContext(author=author)).findings
    return {finding.category for finding in findings if finding.severity is not Severity.INFO}


@pytest.mark.parametrize(
    "text",
    [
        "The library is on Maple Street.",
        "We drew a map with Oak Avenue and Maple Street on it.",
        "Sorry, Cherry Lane was closed for the parade.",
        "The parade goes down Madison Street and stops at Franklin Court.",
    ],
)
def test_a_street_is_no_person(text: str) -> None:
    assert Category.PII_FULL_NAME not in found(text)


@pytest.mark.parametrize("text", ["My aunt Emma Street came by.", "I sit next to Robin Lane.", "Ask Emma Street."])
def test_a_person_whose_name_is_that_of_a_kind_of_street_is_held(text: str) -> None:
    assert Category.PII_FULL_NAME in found(text)


ANSWER = "\n> hello\n\nI had soup."


@pytest.mark.parametrize(
    "line",
    [
        "20 ноября 2026 г. в 16:05 Tim написал:",
        "2026年11月20日(金) 16:05 Tim <q5v3n8t2hj6d@mail.example.org>:",
        "Em sex., 20 de nov. de 2026 às 16:05, Tim escreveu:",
        "fre 20 nov. 2026 kl. 16:05 skrev Tim <q5v3n8t2hj6d@mail.example.org>:",
        "On Fri, Nov 20, 2026 at 4:05 PM 😀🎉 <q5v3n8t2hj6d@mail.example.org> wrote:",
    ],
)
def test_what_a_mail_program_writes_above_a_quote_is_nobodys_words_in_any_language(line: str) -> None:
    context = ScanContext(author=Role.MENTOR, correspondents=PAIR, program_domain=DOMAIN, delivered_texts=("hello",))
    findings = shipped_scanner().examine_texts([(BODY, line + ANSWER)], context).findings
    assert not [finding for finding in findings if finding.severity is not Severity.INFO]


def test_such_a_line_with_an_invitation_in_it_is_held() -> None:
    text = "2026 16:05 text me at 515 555 0143:\n> hello"
    assert {Category.PII_PHONE, Category.CONDUCT_OFF_PLATFORM} <= found(text)


@pytest.mark.parametrize(
    "text",
    [
        "We're learning about how the brain handles grief.",
        "Tom was able to lift 80 kg farmer handles per hand.",
        "The flying monkeys were on a clothesline.",
        "Out of 24 there, one person wouldn't get any meatballs.",
        "My problem with discord: Not a problem really, I am just not on it.",
    ],
)
def test_everyday_words_beside_the_name_of_a_service_are_no_user_names(text: str) -> None:
    assert Category.PII_HANDLE not in found(text)


@pytest.mark.parametrize("text", ["my discord's shadowrook", "my handle is grief", "discord: Timk", "my snap s timk09"])
def test_a_plain_word_that_is_said_to_be_a_user_name_is_held(text: str) -> None:
    assert Category.PII_HANDLE in found(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Aim for 75 seconds each. Circle what you guessed.", Category.PII_ADDRESS),
        ("I have 180, and if I hit 200 he'll drive me to the shop.", Category.PII_ADDRESS),
        ("The house at 1600 Pennsylvania Avenue looks smaller than on television!", Category.PII_ADDRESS),
        ("La calle Bourbon se salvó en 2005.", Category.PII_ADDRESS),
        ("He walked 0.13333 hours or 0.16667 hours to my house.", Category.PII_ADDRESS),
        ("The bank gave 600 + 400 = 1000, so the code is right.", Category.PII_CREDENTIAL),
        ("Each room holds 352 and the building 160, so 352 - 160 = 192.", Category.PII_CREDENTIAL),
        ('A mail that says "enter your password" is practically always a fraud.', Category.PII_CREDENTIAL),
        ("They paid 20,000 for the two of them and 30,000 for the two others.", Category.PII_PHONE),
        ("Call it doubling: 1+2+4+8 is one short of 16, and 1+2+4 too, so do the sums.", Category.PII_PHONE),
        ('As a fraction: "forty-two and 17/100", and a line to the end.', Category.PII_PHONE),
        ("She got the book for her thirteenth birthday, on June 12, 1942.", Category.PII_BIRTHDATE),
        ("Since you'll be eighteen by the first Tuesday, bring a paper.", Category.PII_BIRTHDATE),
        ("My dog is home alone all day and he gets so bored.", Category.PII_LOCATION),
        ("One bee went to the fire extinguisher.\n\nMs. Nakagawa asked how it knows.", Category.PII_SCHOOL),
        ("The boys in the coal breakers had old-man eyes.", Category.PII_FULL_NAME),
        ("No dejaban de pelear Sídney y Melbourne.", Category.PII_FULL_NAME),
        ('It\'s "Longitude", about the clockmaker, by Dava Sobel.', Category.PII_FULL_NAME),
        ("Nicolas Chauvin was a soldier so devoted that he became a word.", Category.PII_FULL_NAME),
        ("Greet even an address like jobs@example.com with a line.", Category.PII_EMAIL),
    ],
)
def test_numbers_and_names_that_give_nobody_away_pass(text: str, category: Category) -> None:
    assert category not in found(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("I live at 75 Circle Drive.", Category.PII_ADDRESS),
        ("my house is at 41.87312, -87.65211", Category.PII_ADDRESS),
        ("vivo en la calle Bourbon 2005", Category.PII_ADDRESS),
        ("the gate code = 4411", Category.PII_CREDENTIAL),
        ("My number is 515,555,0143.", Category.PII_PHONE),
        ("I'm home alone all day on Saturday.", Category.PII_LOCATION),
        ("My birthday is June 12, 1942.", Category.PII_BIRTHDATE),
        ("I'll be eighteen by the first.", Category.PII_BIRTHDATE),
        ("my last name is old-field", Category.PII_FULL_NAME),
        ("My friend Dava Sobel read it.", Category.PII_FULL_NAME),
        ("Write to me at jobs.kim@example.com", Category.PII_EMAIL),
    ],
)
def test_the_same_forms_that_do_give_somebody_away_are_held(text: str, category: Category) -> None:
    assert category in found(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("There is a chink in your reasoning at step three.", Category.CONDUCT_HATE),
        ("Each rod costs me 5, so give me 20 x 2 = 40, and give me 9 + 1.", Category.CONDUCT_GIFT_MONEY),
        ("Practice ends at 6 pm me and Rosa then walk the dog.", Category.CONDUCT_OFF_PLATFORM),
        ("Mi hermano me tocó la ventana con una escoba y grité.", Category.CRISIS_ABUSE),
        ("En la novela que leemos el padrastro le pega al niño.", Category.CRISIS_ABUSE),
        ("Ese examen me dio una paliza, pero el siguiente lo gano yo.", Category.CRISIS_ABUSE),
        ("We toured a condominium with a red door.", Category.CONDUCT_SEXUAL),
    ],
)
def test_words_of_another_meaning_pass(text: str, category: Category) -> None:
    assert category not in found(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("that chink ate my lunch", Category.CONDUCT_HATE),
        ("can you give me 20 dollars", Category.CONDUCT_GIFT_MONEY),
        ("Mi hermano me toca en la noche y me da asco.", Category.CRISIS_ABUSE),
        ("El padrastro le pega al niño de junto.", Category.CRISIS_ABUSE),
    ],
)
def test_the_same_words_in_their_meaning_are_held(text: str, category: Category) -> None:
    assert category in found(text)


def test_first_letters_that_make_an_abbreviation_by_chance_are_no_disguise() -> None:
    text = "Do the sum.\n\nThen the rest.\n\nFine work!\n\nIda"
    assert not found(text) & {Category.CONDUCT_PROFANITY, Category.CONDUCT_SEXUAL}


def test_a_word_down_the_first_letters_of_lines_is_read() -> None:
    text = "Apples\nDates\nDough\nMint\nEggs\nOil\nNuts\nIce\nGinger"
    assert Category.CONDUCT_OFF_PLATFORM in found(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Your name should not be in here.", Category.CRISIS_THREAT),
        ("Worried about something in this message? Write to concern@mail.example.org.", Category.CONDUCT_OFF_PLATFORM),
        ("Worried about something in this message? Write to concern@mail.example.org.", Category.PII_EMAIL),
        ("PRODID:Microsoft Exchange Server 2010", Category.CONDUCT_OFF_PLATFORM),
        ("Please RSVP to the program by Friday.", Category.CONDUCT_MEETING),
    ],
)
def test_what_programs_and_the_relay_itself_write_passes(text: str, category: Category) -> None:
    assert category not in found(text, Role.MENTOR)
