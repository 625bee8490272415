"""A surname that is no ordinary word: it goes wherever it stands, and no word that only holds its letters is spoilt."""

from dataclasses import replace

import pytest

from relay.model.identity import Identity
from tests.support.letters import GRETA, LUCIA, TIM
from tests.support.masked_text import last_look_finds, masked_text, named

HART = named("Ann", "Hart", "ann@mentors.example")
BERG = named("Jan", "Berg", "jan@mentors.example")
VAN_DER_BERG = named("Jan", "van der Berg", "jan@mentors.example")
STONE = named("Al", "Stone", "al@mentors.example")
LI = named("Mei", "Li", "mei@mentors.example")
YI = named("Tim", "Yi", "t1@mentors.example")
LOWE = named("Al", "Lowe", "al@mentors.example")
ONEIL = named("Eva", "O'Neil", "eva@mentors.example")
SMITH_JONES = named("Will", "Smith-Jones", "will@mentors.example")
MUELLER = named("Jürgen", "Müller", "jm@mentors.example")
MUELLER_SPELT = named("Jürgen", "Mueller", "jm@mentors.example")
KJAER = named("Søren", "Kjær", "sk@mentors.example")
DE_LA_CRUZ = named("Inés", "de la Cruz", "ines@mentors.example")
MCDONALD = named("Amy", "McDonald", "amy@mentors.example")
GRAS = named("Eva", "Gras", "eva@mentors.example")
KLEIN = named("Eva", "Klein", "eva@mentors.example")
IVANOV = named("Лев", "Иванов", "lev@mentors.example")
NOVAK = named("Jana", "Nováková", "jana@mentors.example")

_WORDS = [
    (HART, "Hartford is in Connecticut, and Hartlepool is not."),
    (HART, "to take heart; Chartres; charts"),
    (BERG, "Heidelberg and Bergen, iceberg and bergamot, Nuremberg"),
    (VAN_DER_BERG, "Heidelberg, van, der, and Vancouver"),
    (STONE, "Stonehenge, Flintstones, Keystone and stones"),
    (STONE, "Stone Age tools; a stone wall"),
    (LI, "Lisbon, Lima, liberty; link, like, I live in Italy"),
    (LI, "LI batteries; li is a Chinese mile"),
    (YI, "yield, Yiddish, trying, yippee, play it"),
    (LOWE, "It is allowed; follower, Lowell, slower"),
    (ONEIL, "o neither; one ilk; O negative; oneiric"),
    (ONEIL, "No, Neil Armstrong went to the moon."),
    (SMITH_JONES, "blacksmith, goldsmith, Smithsonian, Smithfield"),
    (MUELLER, "mulled wine, mullet, and emulle"),
    (DE_LA_CRUZ, "Santa Cruz, la cruz, cruzar; Cruzeiro"),
    (MCDONALD, "We ate at McDonald's. Old MacDonald had a farm."),
    (GRAS, "grass, Grasse, Mardi gras season is over, gras"),
    (KLEIN, "ein klein wenig, klein"),
    (GRETA, "the old field; gold field; goldfields"),
    (GRETA, "Great idea! The greta in question; a field of gold."),
    (TIM, "Timber, time and timid; kowal czyk"),
    (LUCIA, "garçon, garcinia; marque; Marquis"),
]

_NAMES = [
    (GRETA, "Greta Oldfield", "Greta"),
    (GRETA, "Oldfield, Greta", "Greta"),
    (GRETA, "Oldfield,\nGreta", "Greta"),
    (GRETA, "Oldfield Greta", "Greta"),
    (GRETA, "GRETA OLDFIELD", "GRETA"),
    (GRETA, "G. Oldfield", "Greta"),
    (GRETA, "G Oldfield", "Greta"),
    (GRETA, "G. M. Oldfield", "Greta"),
    (GRETA, "Greta M. Oldfield", "Greta"),
    (GRETA, "Greta Maria Oldfield", "Greta"),
    (GRETA, 'Greta "Gigi" Oldfield', "Greta"),
    (GRETA, "Greta (Oldfield)", "Greta"),
    (GRETA, "Ruth Oldfield", "Ruth"),
    (GRETA, "the Oldfields", "the Greta"),
    (GRETA, "Ms Oldfield's", "Ms Greta's"),
    (GRETA, "goldfield7", "Greta"),
    (GRETA, "goldfield", "Greta"),
    (GRETA, "gretaoldfield", "greta"),
    (GRETA, "gretaoldfield7", "greta7"),
    (GRETA, "oldfieldgreta", "Greta"),
    (GRETA, "oldfield_g", "Greta"),
    (GRETA, "oldfieldg", "Greta"),
    (GRETA, "oldfield.g7", "Greta"),
    (GRETA, "g.oldfield", "Greta"),
    (GRETA, "g_oldfield", "Greta"),
    (GRETA, "GretaOldfield", "Greta"),
    (GRETA, "SuperOldfieldFan", "SuperGretaFan"),
    (GRETA, "greta-oldfield.pdf", "greta.pdf"),
    (GRETA, "CV_Greta_Oldfield_2026.docx", "CV_Greta_2026.docx"),
    (GRETA, "essay oldfield final.docx", "essay Greta final.docx"),
    (GRETA, r"C:\Users\greta.oldfield\Desktop", r"C:\Users\greta\Desktop"),
    (GRETA, "/home/goldfield/x.txt", "/home/Greta/x.txt"),
    (GRETA, "instagram.com/greta.oldfield", "[removed]"),
    (GRETA, "mail me: oldfield99@else.example", "mail me: [removed]"),
    (GRETA, "@oldfield_99", "@Greta_99"),
    (GRETA, "Old\u200bfield", "Greta"),
    (GRETA, "Ｏｌｄｆｉｅｌｄ", "Greta"),
    (GRETA, "Оldfіeld", "Greta"),
    (GRETA, "𝐎𝐥𝐝𝐟𝐢𝐞𝐥𝐝", "Greta"),
    (GRETA, "&#79;ldfield", "Greta"),
    (GRETA, "%4Fldfield", "Greta"),
    (GRETA, "=?utf-8?q?Greta_Oldfield?= writes", "=?utf-8?q?Greta?= writes"),
    (GRETA, "=?utf-8?b?R3JldGEgT2xkZmllbGQ=?= writes", "=?utf-8?b?[removed]?= writes"),
    (GRETA, "Old=\nfield", "Greta"),
    (TIM, "Timothy Kowalczyk", "Timothy"),
    (TIM, "od Tima Kowalczyka", "od Tima Tim"),
    (TIM, "TimKowalczyk", "Tim"),
    (TIM, "tkowalczyk09", "Tim"),
    (HART, "Ann Hart", "Ann"),
    (BERG, "Mr Berg", "Mr Jan"),
    (VAN_DER_BERG, "Jan van der Berg", "Jan"),
    (VAN_DER_BERG, "van der Berg, Jan", "Jan"),
    (VAN_DER_BERG, "jan.vanderberg", "jan"),
    (VAN_DER_BERG, "Jan v. d. Berg", "Jan"),
    (VAN_DER_BERG, "Herr van der Berg", "Herr Jan"),
    (LI, "Mei Li", "Mei"),
    (LI, "Li, Mei", "Mei"),
    (LI, "mei.li and mei_li", "mei and mei"),
    (YI, "tim.yi", "tim"),
    (YI, "yi2010", "Tim"),
    (YI, "Tim Yi", "Tim"),
    (YI, "timyi09", "tim09"),
    (YI, "yi_tim", "Tim"),
    (YI, "tyi2010", "Tim"),
    (LOWE, "Al Lowe", "Al"),
    (ONEIL, "Eva O'Neil", "Eva"),
    (ONEIL, "Eva O’Neil", "Eva"),
    (ONEIL, "Eva ONeil", "Eva"),
    (ONEIL, "Ms. O'Neil", "Ms. Eva"),
    (ONEIL, "eva.oneil", "eva"),
    (ONEIL, "eoneil7", "Eva"),
    (SMITH_JONES, "Will Smith-Jones", "Will"),
    (SMITH_JONES, "Will Smith Jones", "Will"),
    (SMITH_JONES, "Will Smith", "Will"),
    (SMITH_JONES, "Mr Jones", "Mr Will"),
    (SMITH_JONES, "smithjones_w", "Will"),
    (MUELLER, "Jürgen Müller", "Jürgen"),
    (MUELLER, "Juergen Mueller", "Juergen"),
    (MUELLER, "Herr Muller", "Herr Jürgen"),
    (MUELLER, "j.mueller", "Jürgen"),
    (MUELLER_SPELT, "Jürgen Müller", "Jürgen"),
    (KJAER, "Søren Kjær", "Søren"),
    (KJAER, "Soren Kjaer", "Soren"),
    (DE_LA_CRUZ, "Inés de la Cruz", "Inés"),
    (DE_LA_CRUZ, "ines.delacruz", "ines"),
    (DE_LA_CRUZ, "Sra. de la Cruz", "Sra. Inés"),
    (LUCIA, "Lucía García Márquez", "Lucía"),
    (LUCIA, "lucia garcia y marquez", "lucia"),
    (LUCIA, "García Márquez, Lucía", "Lucía"),
    (LUCIA, "garciamarquez", "Lucía"),
    (LUCIA, "lgarcia_marquez", "Lucía"),
    (LUCIA, "LUCIA GARCIA", "LUCIA"),
    (LUCIA, "Ga\u0301rcia", "Lucía"),
    (IVANOV, "Лев Иванов", "Лев"),
    (NOVAK, "Jana Nováková", "Jana"),
]

_KIM = named("민수", "김", "ms@mentors.example")
_LEE = named("민수", "이", "ms@mentors.example")
_XIAOMING = named("小明", "李", "xm@mentors.example")
_TANAKA = named("健", "田中", "tk@mentors.example")
_NAMGUNG = named("민수", "남궁", "ms@mentors.example")
_OTHER_SCRIPTS = [
    (_KIM, "김민수", "민수"),
    (_KIM, "저는 김민수입니다", "저는 민수입니다"),
    (_KIM, "김민수가 왔다", "민수가 왔다"),
    (_KIM, "김 선생님", "민수 선생님"),
    (_KIM, "김치와 기차와 김밥", "김치와 기차와 김밥"),
    (_LEE, "이민수", "민수"),
    (_LEE, "이것은 민수의 책이다", "이것은 민수의 책이다"),
    (_XIAOMING, "李小明", "小明"),
    (_XIAOMING, "我是李小明。", "我是小明。"),
    (_XIAOMING, "李先生你好", "小明先生你好"),
    (_XIAOMING, "行李很重", "行李很重"),
    (_XIAOMING, "李子很甜", "李子很甜"),
    (_TANAKA, "田中健", "健"),
    (_TANAKA, "私は田中です", "私は健です"),
    (_TANAKA, "田中さん", "健さん"),
    (_TANAKA, "田んぼの中", "田んぼの中"),
    (_NAMGUNG, "남궁민수", "민수"),
    (_NAMGUNG, "남궁 선생님", "민수 선생님"),
]


@pytest.mark.parametrize(("writer", "text"), _WORDS)
def test_words_that_hold_the_letters_stay(writer: Identity, text: str) -> None:
    assert masked_text(text, writer=writer, reader=GRETA if writer is TIM else TIM) == text


@pytest.mark.parametrize(("writer", "text", "delivered"), _NAMES)
def test_the_surname_goes(writer: Identity, text: str, delivered: str) -> None:
    reader = GRETA if writer is TIM else named("Ruth", "", like=TIM)
    assert masked_text(text, writer=writer, reader=reader) == delivered
    assert not last_look_finds(delivered, writer=writer, reader=reader)


@pytest.mark.parametrize(("writer", "text", "delivered"), _OTHER_SCRIPTS)
def test_surnames_in_scripts_without_capitals(writer: Identity, text: str, delivered: str) -> None:
    assert masked_text(text, writer=writer) == delivered


@pytest.mark.parametrize("family_name", ["Lind", "Moore", "Stewart", "Silva", "Byrd"])
def test_a_surname_that_is_no_everyday_word_goes_wherever_it_stands(family_name: str) -> None:
    writer = replace(GRETA, family_name=family_name)
    masked = masked_text(f"Greta {family_name}, {family_name}\nAsk {family_name}.", writer=writer)
    assert family_name not in masked
