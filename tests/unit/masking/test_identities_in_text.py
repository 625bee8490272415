"""Both people's identities in text, in every disguise, and what stands there afterwards."""

from dataclasses import replace

import pytest

from relay.masking.frame import IdentityLeftError
from relay.model.identity import Identity, Role
from tests.support.letters import GRETA, LUCIA, OMAR, TIM, leaks, masked, new_text, raw_mail

GRETAS_MASK = GRETA.masked_address


@pytest.mark.parametrize(
    ("written", "delivered"),
    [
        ("write to greta.oldfield@mentors.example.", f"write to {GRETAS_MASK}."),
        ("GRETA.OLDFIELD@MENTORS.EXAMPLE", GRETAS_MASK),
        ("greta.oldfield+school@mentors.example", GRETAS_MASK),
        ("greta.oldfield (at) mentors.example", GRETAS_MASK),
        ("greta.oldfield[at]mentors[dot]example", GRETAS_MASK),
        ("greta.oldfield(a)mentors.example", GRETAS_MASK),  # A4
        ("greta dot oldfield at mentors dot example", GRETAS_MASK),
        ("greta.oldfield@\nmentors.example", GRETAS_MASK),  # A69
        ("> greta.oldfield@\n> mentors.example", f"> {GRETAS_MASK}"),
        ("greta.oldfield＠mentors.example", GRETAS_MASK),  # A6: full width
        ("greta.old\u200bfield@mentors.example", GRETAS_MASK),
        ("greta.old\u00adfield@mentors.example", GRETAS_MASK),
        ("g r e t a . o l d f i e l d @ m e n t o r s . e x a m p l e", GRETAS_MASK),
        ("greta.oldfield%40mentors.example", GRETAS_MASK),
        ("greta.oldfield&#64;mentors.example", GRETAS_MASK),
        ("ɡreta", "ɡreta"),
        ("gretа.оldfield@mentors.example", GRETAS_MASK),  # Cyrillic letters
        ("mailto:greta.oldfield@mentors.example?subject=x", f"mailto:{GRETAS_MASK}?subject=x"),
        ("Greta Oldfield <greta.oldfield@mentors.example>", f"Greta <{GRETAS_MASK}>"),
        (
            "greta.oldfield@mentors.example<mailto:greta.oldfield@mentors.example>",
            f"{GRETAS_MASK}<mailto:{GRETAS_MASK}>",
        ),
        ("https://x.example/?to=greta.oldfield%40mentors.example&y=1", "https://x.example/?y=1"),  # A50
        ("https://x.example/?to=%67reta.oldfield%40mentors.example", "https://x.example/"),
    ],
)
def test_the_writers_address_becomes_their_mask(written: str, delivered: str) -> None:
    result = masked(raw_mail(written))
    assert new_text(result.data) == delivered
    assert not leaks(result.data, "oldfield", "greta.oldfield@mentors.example")


@pytest.mark.parametrize(
    ("written", "delivered"),
    [
        ("On Monday, Tim Kowalczyk <tim.kowalczyk@school.example> wrote:", "On Monday, Tim wrote:"),
        ("On Monday, <tim.kowalczyk@school.example> wrote:", "On Monday, Tim wrote:"),
        ('On Monday, "Tim Kowalczyk" <tim.kowalczyk@school.example> wrote:', 'On Monday, "Tim" wrote:'),
        ("From: Tim Kowalczyk [mailto:tim.kowalczyk@school.example]", "From: Tim"),
        (f"On Monday, Tim <{TIM.masked_address}> wrote:", "On Monday, Tim wrote:"),  # A3
        (f"your address is {TIM.masked_address}", "your address is Tim"),
        ("mail tim.kowalczyk@school.example today", "mail Tim today"),
    ],
)
def test_the_readers_own_addresses_become_their_name(written: str, delivered: str) -> None:
    result = masked(raw_mail(written))
    assert new_text(result.data) == delivered
    assert not leaks(result.data, "kowalczyk", TIM.masked_address)


def test_the_writers_mask_stays_as_the_reader_knows_it() -> None:
    text = f"On Monday, Greta <{GRETAS_MASK}> wrote:\n> hello"
    assert new_text(masked(raw_mail(text)).data) == text


def test_masks_of_others_are_taken_out_and_the_programs_addresses_stay() -> None:
    text = "zzzzz22222bbbb@mail.relay.example help+t0k3n@mail.relay.example concern@mail.relay.example"
    assert new_text(masked(raw_mail(text)).data) == "[removed] [removed] concern@mail.relay.example"


@pytest.mark.parametrize(
    ("written", "delivered"),
    [
        ("Greta Oldfield", "Greta"),
        ("GRETA OLDFIELD", "GRETA"),
        ("greta oldfield", "greta"),
        ("Greta M. Oldfield", "Greta"),
        ("Greta\nOldfield", "Greta"),
        ("Oldfield, Greta", "Greta"),
        ("G. Oldfield", "Greta"),
        ("Dear Ms. Oldfield,", "Dear Ms. Greta,"),
        ("Oldfield", "Greta"),
        ("Ms Oldfield's idea", "Ms Greta's idea"),
        ("the Oldfields are here", "the Greta are here"),
        ("goldfield7", "Greta"),
        ("greta.oldfield", "greta"),
        ("gretaoldfield", "greta"),
        ("@gretaOldfield_99", "@greta_99"),
        ("see https://social.example/in/greta-oldfield-123, please", "see [removed], please"),
        ("www.oldfield.example", "[removed]"),
        ("my other one: greta_oldfield@else.example.", "my other one: [removed]."),
        ("Old-field, gold field and goldfields", "Greta, gold field and goldfields"),
        ("Old\u200bfield", "Greta"),
        ("Тim Коwаlсzyk", "Тim"),  # Cyrillic letters
        ("Hi Tim,\n\nthanks.\n\nGreta Oldfield\n> Tim Kowalczyk", "Hi Tim,\n\nthanks.\n\nGreta\n> Tim"),
        ("the old field by the river", "the old field by the river"),
    ],
)
def test_surnames_are_taken_out(written: str, delivered: str) -> None:
    result = masked(raw_mail(written))
    assert new_text(result.data) == delivered


@pytest.mark.parametrize(
    "written",
    [
        "García Márquez",
        "Lucía García",
        "lucia garcia",
        "LUCÍA GARCÍA MÁRQUEZ",
        "García Márquez, Lucía",
        "Lucia Ga\u0301rcia",
        "lucia_garcia",
        "Marquez",
        "luciagarcia@gmail.com",
        "l.ucia.garcia+x@googlemail.com",
        "LUCIA.GARCIA at gmail dot com",
    ],
)
def test_names_with_accents_and_gmails_spellings_are_found(written: str) -> None:  # A8
    result = masked(raw_mail(written, sender=LUCIA), writer=LUCIA, reader=GRETA)
    assert not leaks(result.data, "garcia", "garcía", "marquez", "márquez", "gmail", "googlemail")
    assert not leaks(result.data, "ga\u0301rcia")


@pytest.mark.parametrize(
    ("written", "delivered"),
    [
        ("young people are young", "young people are young"),
        ("Young people of today", "Young people of today"),
        ("Hi Omar, young people read", "Hi Omar, young people read"),
        ("Is Omar young?", "Is Omar young?"),
        ("Omar Young", "Omar"),
        ("Young, Omar", "Omar"),
        ("Thanks,\n\nOmar Young\nEngineer", "Thanks,\n\nOmar\nEngineer"),
        ("Thanks,\nYoung", "Thanks,\nOmar"),
        ("Dear Mr. Young,", "Dear Mr. Omar,"),
        ("O. Young", "Omar"),
        ("omar.young and omar_young", "omar and omar"),
        ("oyoung7", "Omar"),
        ("From: Omar Young [mailto:omar@mentors.example]", f"From: Omar [mailto:{OMAR.masked_address}]"),
        ("On Mon, Omar Young wrote:", "On Mon, Omar wrote:"),
        ("On Mon, Mr Young wrote:", "On Mon, Mr Omar wrote:"),
        ("younger and Youngstown", "younger and Youngstown"),
    ],
)
def test_a_surname_that_is_an_everyday_word_goes_only_as_a_name(written: str, delivered: str) -> None:
    result = masked(raw_mail(written, sender=OMAR), writer=OMAR)
    assert new_text(result.data) == delivered


def test_umlauts_are_found_in_both_spellings() -> None:
    mueller = Identity(Role.MENTOR, "Jürgen", "Müller", ("jm@mentors.example",), GRETAS_MASK)
    result = masked(raw_mail("Jürgen Müller, Juergen Mueller, Jurgen Muller", sender=mueller), writer=mueller)
    assert not leaks(result.data, "müller", "mueller", "muller")


def test_a_hyphenated_surname_goes_as_a_whole_and_in_parts() -> None:
    person = Identity(Role.MENTOR, "Ann", "Berkowitz-Tanaka", ("a@mentors.example",), GRETAS_MASK)
    result = masked(raw_mail("Ann Berkowitz-Tanaka, Ann Berkowitz, Ms. Tanaka", sender=person), writer=person)
    assert not leaks(result.data, "berkowitz", "tanaka")


def test_people_who_share_names_do_not_confuse_it() -> None:
    one = Identity(Role.MENTOR, "Thomas", "James", ("t@mentors.example",), GRETAS_MASK)
    other = Identity(Role.STUDENT, "James", "Thomas", ("j@school.example",), TIM.masked_address)
    result = masked(raw_mail("Hi James,\n\nbye,\nThomas James", sender=one), writer=one, reader=other)
    assert new_text(result.data) == "Hi James,\n\nbye,\nThomas"


def test_a_person_without_surname_and_second_addresses_is_masked_too() -> None:
    person = Identity(Role.MENTOR, "Ann", "", ("a@mentors.example", "ann@home.example"), GRETAS_MASK)
    result = masked(raw_mail("ann@home.example a@mentors.example", sender=person), writer=person)
    assert new_text(result.data) == f"{GRETAS_MASK} {GRETAS_MASK}"


def test_an_internationalised_domain_is_found_in_both_forms() -> None:
    person = Identity(Role.MENTOR, "Ann", "", ("ann@xn--bcher-kva.example",), GRETAS_MASK)
    result = masked(raw_mail("ann@bücher.example ann@xn--bcher-kva.example", sender=person), writer=person)
    assert new_text(result.data) == f"{GRETAS_MASK} {GRETAS_MASK}"


def test_somebody_elses_longer_address_is_not_torn_apart() -> None:
    person = Identity(Role.MENTOR, "Jo", "", ("jo@x.example",), GRETAS_MASK)
    assert new_text(masked(raw_mail("banjo@x.example", sender=person), writer=person).data) == "banjo@x.example"


def test_known_hosts_are_taken_out_with_their_links() -> None:
    writer = replace(GRETA, hosts=("mentors-inc.example", "203.0.113.77"))
    text = "see https://www.mentors-inc.example/team?x=1, mail.mentors-inc.example and 203.0.113.77. Not 1203.0.113.778"
    result = masked(raw_mail(text), writer=writer)
    assert new_text(result.data) == "see [removed], [removed] and [removed]. Not 1203.0.113.778"


def test_wrapped_links_are_unwrapped() -> None:  # A49
    text = (
        "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fx&data=05%7C01%7Ctim.kowalczyk%40school.example"
        " https://urldefense.com/v3/__https://a.example/y__;!!abc$"
    )
    result = masked(raw_mail(text))
    assert new_text(result.data) == "https://a.example/x https://a.example/y"


@pytest.mark.parametrize(
    "text",
    [
        "Hi Tim,\n\nhow are you?\n\n> quoted\n>> deeper\n\nGreta",
        "  indented\n\ttabbed\n\n\n\nblank lines",
        "x" * 3000,
        "https://library.example/" + "path/" * 60,
        "مرحبا تيم، كيف حالك؟",
        "你好，世界。" * 40,
        "👩‍🚀🚀 🇮🇪 e\u0301 Ñandú ﬁ ½",
        "a = b; 100% =3D =?utf-8?q?x?= &amp; &#64; <b>not html</b>",
        "From the start\n.dot\n..\nFrom here",
        "trailing space \nand tab\t\nend",
        "-- \nGreta\n",
        "1 < 2 > 0 @ home at the dot",
        "concern@mail.relay.example name@example.com",
    ],
)
def test_text_with_nothing_to_remove_arrives_as_it_was(text: str) -> None:
    result = masked(raw_mail(text))
    assert new_text(result.data) == text.rstrip("\n")
    assert result.changes == ()


def test_what_cannot_be_replaced_is_never_sent() -> None:
    telling = replace(GRETA, masked_address="oldfield7@mail.relay.example")
    with pytest.raises(IdentityLeftError) as caught:
        masked(raw_mail("hello"), writer=telling)
    assert "oldfield" not in str(caught.value).lower()
    assert caught.value.where == ("header from",)
