"""Names of people, schools and places and days of birth: what LABELS.md holds, and what it lets pass."""

import pytest

from relay.model.category import Category, Severity
from relay.model.finding import BODY
from relay.model.identity import Correspondents, Role
from relay.scanning.context import ScanContext
from tests.support.scanners import DOMAIN, PAIR, shipped_scanner

NAME, SCHOOL = Category.PII_FULL_NAME, Category.PII_SCHOOL
PLACE, BIRTH = Category.PII_LOCATION, Category.PII_BIRTHDATE


def found(text: str, author: Role = Role.STUDENT, pair: Correspondents | None = None) -> set[Category]:
    context = ScanContext(author=author, correspondents=pair, program_domain=DOMAIN)
    findings = shipped_scanner().examine_texts([(BODY, text)], context).findings
    return {finding.category for finding in findings if finding.severity is not Severity.INFO}


@pytest.mark.parametrize(
    "text",
    [
        "hey im Marisol Echeverria and i like frogs",
        "My best friend Tobias Lindholm moved away in third grade.",
        "our bus driver, Wanda Przybylko, waves at every dog",
        "I know a woman named Ottilie Brandvold who keeps bees.",
        "The kid who fell off the stage was Darius Whitcombe.",
        "Please say hello to Agnieszka Nowicka from me.",
        "My sister Teagan McAllister won the raffle.",
        "i eat lunch with priyanka venkataraman most days",
        "mi vecina Graciela Arriaga hace las mejores tortillas",
        "Jonas Feldkamp here, reporting for duty",
        "His full name is Bartholomew Quigley and he hates it.",
        "She's my aunt and her last name is Villalpando.",
        "In the play they listed me as Imani Okafor, which is me!",
    ],
)
def test_a_private_persons_full_name_is_held(text: str) -> None:
    assert NAME in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "my lab partner is d.a.n.i.e.l.l.e  k.o.w.a.l.c.z.y.k",
        "my cousin is c0nn0r m4ckenzie, he is funny",
        "gnorw si siht tub zednanreH yllaS... kidding, its yllaS zednanreH",
        "my coach is N-a-d-i-a  R-o-s-t-o-v-a",
        "here is my file: essay_final_matthew-holloway_v2.docx",
        "mynameisharrietbloomfieldandicantfindthespacebar",
        "Solve it: 13-1-18-9-1 / 12-15-16-5-26",
        "Many ants\nAre on\nRed roofs\nIn summer\nAnd\nLittle\nOld\nPeople\nEat\nZucchini",
    ],
)
def test_a_name_in_disguise_is_held(text: str) -> None:
    assert NAME in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "We read a poem by Langston Hughes and one by Gwendolyn Brooks.",
        "Ada Lovelace wrote the first program, Tim.",
        "My brother dressed as Luke Skywalker and I was Princess Leia.",
        "Have you heard the new Bad Bunny song?",
        "The Liberty Bell has a crack in it.",
        "Yom Kippur is on a school day this year.",
        "we played Mario Kart until my thumbs hurt",
        "Leí un cuento de Gabriela Mistral en clase.",
        "My hamster is named Sir Reginald Fluffington.",
        "My favorite painter is Georgia O'Keeffe.",
        "i love taylor swift so much",
        "We drove along the Rio Grande and saw a heron.",
        "The Doppler effect is named after Christian Doppler.",
        "A clerk called Ezra Pemberton invented the paper bag in 1852.",
    ],
)
@pytest.mark.parametrize("author", list(Role))
def test_public_and_invented_names_pass(text: str, author: Role) -> None:
    assert NAME not in found(text, author)


@pytest.mark.parametrize(
    "text",
    [
        "Tim Y. and Ana sat with me at lunch.",
        "Ms. Alvarez let us paint the door.",
        "Don Ernesto, ¿cómo está?",
        "My teacher Mr. B. brought donuts.",
        "Dear Greta, thank you for the book.",
        "Ask Coach Maria about the bus.",
    ],
)
def test_first_names_initials_and_titled_teachers_pass(text: str) -> None:
    assert NAME not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Is it Mrs. Oldfield or may I say Greta?",
        "my dad asked if o l d f i e l d is english",
        "ok miss dleifdlo, see you soon, kidding",
        "you sign as 0ldf1eld in the game, right",
        "Old.field is a cool name",
    ],
)
def test_a_surname_of_the_pair_is_held_also_in_disguise(text: str) -> None:
    assert NAME in found(text, pair=PAIR)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("I go to Cedar Bluff Middle School and we have a pool.", Role.STUDENT),
        ("im a sophomore at Archbishop Doyle and its huge", Role.STUDENT),
        ("Pine Ridge Academy got new lockers", Role.STUDENT),
        ("my little brother attends Harriet Tubman Elementary", Role.STUDENT),
        ("i transferred to PS 118 in march", Role.STUDENT),
        ("estudio en la Secundaria Técnica 21", Role.STUDENT),
        ("Voy a la Prepa 9 en la tarde.", Role.STUDENT),
        ("We are the Mighty Badgers, the best in Dubuque!", Role.STUDENT),
        ("the Ottumwa Bulldogs got new helmets and i got one", Role.STUDENT),
        ("my hoodie says SACRED HEART PREP on the back", Role.STUDENT),
        ("skool: W-e-s-t-b-r-o-o-k", Role.STUDENT),
        ("my school is L i n c o l n   H i g h, the brick one", Role.STUDENT),
        ("Saturday we play Marshall High at their field, come see.", Role.STUDENT),
        ("How are things at Bishop Carroll? I know your coach.", Role.MENTOR),
        ("So you go to Fairview Middle, your letter says.", Role.MENTOR),
    ],
)
def test_a_young_persons_school_is_held(text: str, author: Role) -> None:
    assert SCHOOL in found(text, author)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("I would like to go to Stanford or to Ohio State University.", Role.STUDENT),
        ("my school has a new roof", Role.STUDENT),
        ("We lost to Roosevelt High again.", Role.STUDENT),
        ("I'm a little tired of spaghetti.", Role.STUDENT),
        ("Our mascot is a hedgehog in a scarf.", Role.STUDENT),
        ("I went to Proviso East High School in the eighties.", Role.MENTOR),
        ("Hogwarts has better lunches than we do.", Role.STUDENT),
        ("The Minnesota Vikings lost and my dad is sad.", Role.STUDENT),
        ("I watch Khan Academy when I don't get fractions.", Role.STUDENT),
        ("we went to Times Square and it was loud", Role.STUDENT),
    ],
)
def test_universities_opponents_and_schools_without_a_name_pass(text: str, author: Role) -> None:
    assert SCHOOL not in found(text, author)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("we live in Decorah, its cold", Role.STUDENT),
        ("Everybody in Decorah has a canoe.", Role.STUDENT),
        ("We just moved to Marfa and there are no trees.", Role.STUDENT),
        ("vivo en Utuado con mi abuela", Role.STUDENT),
        ("i live near D e c o r a h", Role.STUDENT),
        ("I'm home alone until seven on Thursdays.", Role.STUDENT),
        ("nobody is home till 6 so i watch tv", Role.STUDENT),
        ("me quedo sola en la casa hasta las ocho", Role.STUDENT),
        ("both my parents work nights so i'm alone from 10 to 6", Role.STUDENT),
        ("i work at the bakery on saturdays from six to noon", Role.STUDENT),
        ("my job is T a r g e t on the 4 to close shift", Role.STUDENT),
        ("My bus stop is by the post office, at 7:10.", Role.STUDENT),
        ("we have practice at the rink on Oak every tuesday at five", Role.STUDENT),
        ("I'll be at the skate park on Saturday at noon.", Role.STUDENT),
        ("trabajo en la panadería los sábados de seis a dos", Role.STUDENT),
        ("So you live in Decorah; I have fished there.", Role.MENTOR),
        ("You're home by yourself until your mom's shift is over, you're home alone from four.", Role.MENTOR),
    ],
)
def test_where_a_young_person_is_or_will_be_is_held(text: str, author: Role) -> None:
    assert PLACE in found(text, author)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("I live in Iowa and it is flat.", Role.STUDENT),
        ("we live in Chicago, it's windy", Role.STUDENT),
        ("I live in Decorah and work at the hospital on Mondays.", Role.MENTOR),
        ("We went to the beach in Galveston last summer.", Role.STUDENT),
        ("It snowed all day on Tuesday.", Role.STUDENT),
        ("My grandma grew up in Decorah.", Role.STUDENT),
        ("In my story the hero is home alone in a castle.", Role.STUDENT),
        ("I had a dentist appointment at three yesterday.", Role.STUDENT),
    ],
)
def test_states_big_cities_the_past_and_a_mentors_own_town_pass(text: str, author: Role) -> None:
    assert PLACE not in found(text, author)


@pytest.mark.parametrize(
    "text",
    [
        "My birthday is March 9th.",
        "i turn 15 on may 3rd",
        "my bday is next tuesday!!",
        "I was born on 04/12/2011.",
        "tomorrow im 13!!",
        "I'll be sixteen on the second of June.",
        "cumplo quince el 4 de octubre",
        "mi cumple es el treinta de mayo",
        "nací el 8 de marzo",
        "b d a y : j u n e   f i f t h",
        "my birthday is valentines day minus one",
        "five sleeps until my birthday",
        "Month: it has the most rain. Day: two times nine. That is my birthday.",
        "my dob is 09-14-2012",
        "You were born on April 2nd, weren't you?",
        "IV . XII . MMXI <- thats me in roman numerals",
    ],
)
def test_a_day_of_birth_is_held(text: str) -> None:
    assert BIRTH in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "I just turned 15.",
        "My birthday is in July, when it's hot.",
        "Einstein was born on March 14, 1879.",
        "I will graduate in 2030.",
        "i am 12 and my sister is 9",
        "our dog turned three on Sunday and we sang",
        "The quiz is on May 3rd.",
        "Benito Juárez nació el 21 de marzo.",
        "today i am 20 minutes late",
    ],
)
def test_ages_months_and_public_birthdays_pass(text: str) -> None:
    assert BIRTH not in found(text)


@pytest.mark.parametrize("piece", ["Aa Bb ", "n/a/d/i/a ", "a-b-", "My name is ", "x.y.z ", "12-"])
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    assert isinstance(found(piece * (20_000 // len(piece))), set)
