"""Names glued to other letters, written apart, in small letters, and in the spelling of another script."""

import pytest

from relay.model.identity import Identity
from tests.support.letters import GRETA, LUCIA, OMAR, TIM
from tests.support.masked_text import last_look_finds, masked_text, named

THOMAS = named("Tim", "Thomas")
REYES = named("Ana", "Reyes")
DE_LA_CRUZ = named("Lucia", "de la Cruz")
WATSON = named("Mary Jane", "Watson")
ANNA = named("Анна", "Иванова")
PATEL = named("Asha", "Patel")
NGUYEN = named("Linh", "Nguyen")
PETERS = named("Ada", "Peters")
BASTIAN = named("Eva", "Bastian")
NORMAN = named("Ida", "Norman")
YURI = named("Алексей", "Щербаков")
LOPEZ = named("Eva", "Lopez")
KOWALSKA = named("Ewa", "Kowalska")
ROSE = named("Anna", "Rose")
FIELD = named("Ben", "Field")

_GLUED = [
    (GRETA, "realgoldfield says hi", "oldfield"),
    (GRETA, "ask msoldfield", "oldfield"),
    (GRETA, "theoldfields", "oldfield"),
    (GRETA, "Oldfieldhouse", "oldfield"),
    (GRETA, "an oldfieldian idea", "oldfield"),
    (GRETA, "drgretaoldfield", "oldfield"),
    (GRETA, "mroldfield", "oldfield"),
    (GRETA, "the Oldfieldbridge", "oldfield"),
    (GRETA, "in der Oldfieldstraße 7", "oldfield"),
    (GRETA, "xxoldfieldxx and xOldfield", "oldfield"),
    (GRETA, "我是Oldfield老师", "oldfield"),
    (GRETA, "xxOldfieldxx", "oldfield"),
    (GRETA, "iamgretaoldfieldandilikebridgesverymuchindeed", "oldfield"),
    (TIM, "Pani Kowalczykowa", "kowalczyk"),
    (TIM, "u Kowalczyków", "kowalczyk"),
    (PATEL, "ask mspatel or mrpatel", "patel"),
    (PATEL, "thepatelfamily, therealpatel, patelfamily", "patel"),
    (NGUYEN, "teamnguyen", "nguyen"),
    (DE_LA_CRUZ, "ldelacruz7", "cruz"),
    (DE_LA_CRUZ, "delacruz", "cruz"),
    (DE_LA_CRUZ, "delacruz_essay.txt", "cruz"),
    (DE_LA_CRUZ, "write to delacruz@school.example", "cruz"),
    (DE_LA_CRUZ, "luciadelacruz@mail.example", "cruz"),
    (DE_LA_CRUZ, "Lucia delaCruz", "cruz"),
    (DE_LA_CRUZ, "mydelacruzfamily", "cruz"),
    (WATSON, "mjwatson", "watson"),
    (WATSON, "mwatson on the portal", "watson"),
    (WATSON, "my login is watson12", "watson"),
    (THOMAS, "tthomas", "thomas"),
    (PATEL, "my username is patela", "patel"),
    (LOPEZ, "lopeze and elopez", "lopez"),
    (WATSON, "mj_watson and mj.watson7", "watson"),
    (WATSON, "M J Watson", "watson"),
    (WATSON, "M. J. Watson", "watson"),
    (WATSON, "MJ Watson", "watson"),
    (WATSON, "mjwatson.txt", "watson"),
    (OMAR, "mryoung7", "young"),
    (OMAR, "mr_young", "young"),
    (OMAR, "ask mr young", "young"),
    (OMAR, "ask ms. young or Dr young", "young"),
    (OMAR, "ask Mr.Young about it", "young"),
    (OMAR, "omar young essay", "young"),
    (OMAR, "hi im omar young and im in 8th grade", "young"),
    (OMAR, "Re: omar young's essay", "young"),
    (OMAR, "youngo7", "young"),
    (OMAR, "Young 1\n\nThe bridge of my town is old.", "young"),
    (OMAR, "Surname\tYoung", "young"),
    (OMAR, "Last name | Young", "young"),
    (OMAR, "surname;Young", "young"),
    (OMAR, "theyoungomar", "young"),
    (OMAR, "realomaryoungx", "young"),
    (THOMAS, "my mail name is timthomas", "thomas"),
    (REYES, "anareyes on the site", "reyes"),
    (FIELD, "benfield", "field"),
    (OMAR, "Omar Youngabout bridges", "young"),
]

_APART = [
    (GRETA, "G r e t a  O l d f i e l d", "oldfield"),
    (GRETA, "O.l.d.f.i.e.l.d", "oldfield"),
    (GRETA, "O-l-d-f-i-e-l-d", "oldfield"),
    (GRETA, "my surname is o l d f i e l d!", "oldfield"),
    (GRETA, "O. L. D. F. I. E. L. D.", "oldfield"),
    (GRETA, "o_l_d_f_i_e_l_d and o*l*d*f*i*e*l*d", "oldfield"),
    (GRETA, "O\nl\nd\nf\ni\ne\nl\nd", "oldfield"),
    (GRETA, "O\tl\td\tf\ti\te\tl\td", "oldfield"),
    (GRETA, "I am Greta Old-\nfield.", "oldfield"),
    (GRETA, "> I am Greta Old-\n> field.", "oldfield"),
    (TIM, "Tim Kowal-\nczyk", "kowalczyk"),
    (OMAR, "O m a r  Y o u n g", "young"),
    (OMAR, "<td>Omar</td><td>Young</td>", "young"),
    (OMAR, "<td>Omar</td>\n<td>Young</td>", "young"),
    (GRETA, "Old<b>field</b>", "oldfield"),
    (GRETA, "&lt;b&gt;Old&lt;/b&gt;field", "oldfield"),
]

_SMALL = [
    (THOMAS, "On Monday, tim thomas wrote:\n> hi", "thomas"),
    (THOMAS, "From: tim thomas\nSent: Monday\nSubject: x", "thomas"),
    (THOMAS, "> from: thomas\n> sent: Monday\n> subject: x", "thomas"),
    (THOMAS, "Kind regards\n\nthomas", "thomas"),
    (THOMAS, "Kind regards,\nthomas", "thomas"),
    (THOMAS, "Best,\nT Thomas", "thomas"),
    (THOMAS, "Best,\nt. thomas", "thomas"),
    (THOMAS, "See you.\n\n-- \nthomas", "thomas"),
    (THOMAS, "text.\n\n-- \nThomas", "thomas"),
    (
        THOMAS,
        "See you.\n\nThomas\n\nConfidentiality notice: what is written here is meant for its reader alone.",
        "thomas",
    ),
    (THOMAS, "text\n-- \nThomas\nEngineer", "thomas"),
    (REYES, "El lun, ana reyes escribió:", "reyes"),
    (REYES, "De: ana reyes\nPara: x", "reyes"),
    (REYES, "De: ana reyes", "reyes"),
    (OMAR, "On Tue, omar young wrote:", "young"),
    (OMAR, "On Tue, young wrote:", "young"),
    (FIELD, "Am Montag schrieb field, ben:", "field"),
    (OMAR, "> From: Omar young", "young"),
    (OMAR, "Le lun., omar young a écrit :", "young"),
    (OMAR, "bye\n\nomar\nyoung", "young"),
]

_OTHER_SCRIPTS = [
    (ANNA, "Анна Иванова", "ванов"),
    (ANNA, "без Ивановой", "ванов"),
    (ANNA, "Семья Ивановых", "ванов"),
    (ANNA, "с господином Ивановым", "ванов"),
    (ANNA, "Ivanova_hw.txt", "ivanov"),
    (ANNA, "anna ivanova.txt", "ivanov"),
    (ANNA, "Mr Ivanov", "ivanov"),
    (YURI, "Aleksey Shcherbakov, alexey.sherbakov, Alexei Scherbakov", "erbakov"),
    (KOWALSKA, "rodzina Kowalskich i pan Kowalski", "kowalsk"),
]

_KEPT = [
    (GRETA, "goldfields, old fieldstone"),
    (PETERS, "St. Petersburg is in Russia, and Petersen is a name."),
    (BASTIAN, "Sebastian said so."),
    (NORMAN, "Normandy and the Normandy landings"),
    (PATEL, "spatelling, platella"),
    (OMAR, "youngster, younger, Youngstown; amyoung is no word"),
    (OMAR, "Is Omar young? They keep Omar young."),
    (ROSE, "Rose 1\nRose 2\nTulip 1"),
    (FIELD, "Field 1"),
    (OMAR, "Young 1 of 3 sisters"),
    (FIELD, "fields1, infield, airfield, Springfield, the B Field"),
    (ROSE, "primrose, arose, Rosemary, mrose"),
    (DE_LA_CRUZ, "el Día de la Cruz, la cruz roja"),
    (WATSON, "Watson and Sherlock Holmes, at 9 am"),
    (THOMAS, "Thomas 7 is a train, and Thomas Edison had 1093 patents."),
    (LUCIA, "a b c d e f, A-B-C, w.w.w"),
    (OMAR, "a well-\nknown young man; <b>young</b> people"),
]


@pytest.mark.parametrize(
    ("writer", "text", "delivered"),
    [
        (GRETA, "my site: oldfield.org", "my site: [removed]"),
        (GRETA, "Look at www.gretaoldfield.co.uk.", "Look at [removed]."),
        (TIM, "kowalczyktim.example, and more", "[removed], and more"),
        (GRETA, "shop.oldfield.dev and essay.oldfield.docx", "[removed] and essay.Greta.docx"),
    ],
)
def test_a_bare_site_that_names_one_goes_whole(writer: Identity, text: str, delivered: str) -> None:
    assert masked_text(text, writer=writer, reader=TIM if writer is not TIM else GRETA) == delivered


def _gone(text: str, surname: str) -> bool:
    letters = "".join(character for character in text.casefold() if character.isalpha())
    return surname not in letters


@pytest.mark.parametrize(("writer", "text", "surname"), [*_GLUED, *_APART, *_SMALL, *_OTHER_SCRIPTS])
def test_a_surname_goes_however_it_is_written(writer: Identity, text: str, surname: str) -> None:
    reader = TIM if writer is not TIM else GRETA
    masked = masked_text(text, writer=writer, reader=reader)
    assert _gone(masked, surname), masked
    assert not last_look_finds(masked, writer=writer, reader=reader), masked


@pytest.mark.parametrize(("writer", "text"), _KEPT)
def test_a_word_that_only_holds_its_letters_stays(writer: Identity, text: str) -> None:
    assert masked_text(text, writer=writer) == text
