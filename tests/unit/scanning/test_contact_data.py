"""Contact data, ids, secrets and links in disguise or told in pieces are found; what is like them passes."""

import pytest

from relay.model.category import Category, Severity
from relay.scanning.context import ScanContext
from tests.support.scanners import shipped_scanner

PHONE, EMAIL, HANDLE = Category.PII_PHONE, Category.PII_EMAIL, Category.PII_HANDLE
ADDRESS, ID, SECRET = Category.PII_ADDRESS, Category.PII_ID_NUMBER, Category.PII_CREDENTIAL
LINK, LANGUAGE = Category.LINK_SUSPICIOUS, Category.SYSTEM_UNSCANNED_LANGUAGE
MINE = frozenset({PHONE, EMAIL, HANDLE, ADDRESS, ID, SECRET, LINK, LANGUAGE})


def found(body: str, subject: str = "") -> set[Category]:
    texts = [(part, text) for part, text in (("subject", subject), ("body", body)) if text]
    findings = shipped_scanner().examine_texts(texts, ScanContext()).findings
    return {finding.category for finding in findings if finding.severity is not Severity.INFO} & MINE


@pytest.mark.parametrize(
    ("category", "body"),
    [
        (PHONE, "area seven three four, then triple five, then oh one six nine"),
        (PHONE, "s e v e n t h r e e f o u r  5 5 5  z e r o  o n e  s i x  n i n e"),
        (PHONE, "dial: I saw 7 ducks, 3 geese, 4 swans, then 5, 5 and 5 frogs, 0 newts, 1 toad, 6 eels, 9 slugs"),
        (PHONE, "734-555-01_9, the gap is how many sides a cube has"),
        (PHONE, "vii-iii-iv v-v-v o-i-vi-ix"),
        (PHONE, "🍋🍋🍋🍋🍋🍋🍋 🍋🍋🍋 🍋🍋🍋🍋 then 555 then zero 🍋 then 69"),
        (PHONE, "siete treinta y cuatro, cinco cincuenta y cinco, cero uno sesenta y nueve"),
        (EMAIL, "it is kitebuilder, then the at sign, then gmx, then dot, then net"),
        (EMAIL, "k.i.t.e.b.u.i.l.d.e.r (a) o u t l o o k (.) c o m"),
        (EMAIL, "ten.xmg@redliubetik read from the right"),
        (EMAIL, "my last name and 44 at the google one"),
        (EMAIL, "my gmail is the same as my discord tag"),
        (EMAIL, "reach my personal mailbox: kitebuilder, aol"),
        (HANDLE, "i stream as kitesandwich on fridays"),
        (HANDLE, "everyone calls me pixelkiwi on the block game"),
        (HANDLE, "on lichess i play as quietbishopping"),
        (HANDLE, "kite_builder44 thats my insta"),
        (HANDLE, "👻: k i t e s 4 4"),
        (HANDLE, "Busca en TikTok a papalote.azul.9, soy yo"),
        (HANDLE, "the name is Kite + Kite + Four, all stuck together, on xbox"),
        (EMAIL, "my email: icloud kitty9"),
        (EMAIL, "icloud kitty9"),
        (EMAIL, "kittyAThotmailDOTcom"),
        (EMAIL, "kitty9 on the google one"),
        (EMAIL, "kitty9 (gmail)"),
        (EMAIL, "gmail → kitty9"),
        (EMAIL, "kitty9 at jee mail"),
        (EMAIL, "kilo india tango tango yankee nine at golf mail"),
        (EMAIL, "gmail, its kit then builder then 9"),
        (HANDLE, "kik kites44"),
        (HANDLE, "5n4p: kites44"),
        (HANDLE, "twitch slash kites44"),
        (HANDLE, "my psn is kite_44"),
        (HANDLE, "my cash tag is $kites"),
        (HANDLE, "lichess kites44"),
        (HANDLE, "tellonym: kites44"),
        (HANDLE, "wizz kites44"),
        (HANDLE, "gas: kites44"),
        (HANDLE, "s n a p kites44"),
        (HANDLE, "slash kites44 on twitch"),
        (HANDLE, "my d1sc0rd is kites"),
        (HANDLE, "friend code SW-1234-5678-9012"),
        (ADDRESS, "we live above the bakery at Ninth and Alder, ring twice"),
        (ADDRESS, "my house is number 48. then the street is what squirrels eat, then Lane"),
        (ADDRESS, "the lat is 41.8827 and the long minus 87.6233, thats my roof"),
        (ADDRESS, "I live on Alder, you can't miss it"),
        (ADDRESS, "vivimos en Roble 44, interior 3"),
        (ADDRESS, "Box 12, Rural Route 4 is where letters reach me"),
        (ADDRESS, "our addy: 4\u200b8 a\u200bl\u200bd\u200be\u200br ln"),
        (ID, "my passport starts with K and goes on 40718825"),
        (ID, "for lunch we type 0-4-4-7-1-9-0 and the lady nods"),
        (ID, "mi seguro social es cuatro doce, treinta, cinco mil ciento dos"),
        (ID, "student id in reverse: 55201873"),
        (SECRET, "the gate opens with 4471, push hard"),
        (SECRET, "user kite pass Lemon-Tree-44"),
        (SECRET, "turn it 12 left 30 right 8 and pull"),
        (SECRET, "la clave del wifi: papalote y luego 3 soles y el 44"),
        (SECRET, "our door code is my birthday backwards"),
        (SECRET, "they sent me a code, it reads 559201, should i tell him"),
        (LINK, "open tiny dot cc slash kite44"),
        (LINK, "h t t p s : / / k i t e . e s / 4 4"),
        (LINK, "parcel trouble: fedex-redelivery.info/t/44k says so"),
        (LINK, "I put my songs up at kite-songs.example.fm/demo2"),
        (LANGUAGE, "Tervetuloa meille kylaan, leivomme yhdessa pullaa ja katsomme vanhoja elokuvia"),
        (LANGUAGE, "Uvtbe wlycb qomna rexud pylom sutor bnima dexol wuryt"),
    ],
)  # fmt: skip
def test_disguise_does_not_help(category: Category, body: str) -> None:
    assert category in found(body)


@pytest.mark.parametrize(
    ("category", "subject", "body"),
    [
        (PHONE, "734 555", "0169 is the rest, call when you can"),
        (ID, "last four of my social", "four four seven one"),
        (HANDLE, "snapchat", "kite_builder44 is me"),
    ],
)
def test_subject_and_body_are_read_as_one(category: Category, subject: str, body: str) -> None:
    assert category in found(body, subject)


def test_a_finding_of_both_parts_stands_in_each_of_them() -> None:
    findings = (
        shipped_scanner().examine_texts([("subject", "734 555"), ("body", "0169 call me")], ScanContext()).findings
    )
    phones = {(f.part, f.text) for f in findings if f.category is PHONE}
    assert ("subject", "734 555") in phones
    assert any(part == "body" and "0169" in text for part, text in phones)


@pytest.mark.parametrize(
    "body",
    [
        "Seven of us took three boats, four oars and five oranges, and two of the oranges came home.",
        "The dots per inch matter: 300 for print, 72 for a screen, and nobody can tell above 600.",
        "I am at home in big libraries. They asked me about the at sign in class.",
        "She plays lichess on the bus, and he watches chess channels on YouTube all day.",
        "In my story the wizard lives at 9 Crooked Lane and never opens the door.",
        "My passport came in 2019 and cost 130 dollars.",
        "A good password is long. Never use your birthday as a PIN.",
        "The combination of wind and rain opened the shed door at 4:30.",
        "I read https://www.nasa.gov/moon for the report, it was long.",
        "Je t'aime means I love you, that is all the French that I have.",
        "Our coach shouts three, two, one and then we all swim four laps, then six.",
        "La carrera de cinco kilómetros fue el domingo y llegué en el lugar cuarenta.",
        "He corner kicked and Ann and Bo ran at the goal.",
        "Spotify top50 and TikTok season2, who cares.",
        "I have two gmail accounts, and outlook on the other laptop.",
        "My brother saved over my ANIMAL CROSSING ISLAND.",
        "She watches chess.com at breakfast, and I like Wattpad more than AO3.",
        "Push the door near the handle: easy, it is only torque.",
        "The binary of 5 is 101 and of 10 it's 1010, hex is only base 16.",
    ],
)
def test_what_is_like_them_passes(body: str) -> None:
    assert found(body) == set()
