"""A surname that is also an everyday word: replaced where it is this person's name, never where it is the word."""

import pytest

from relay.model.identity import Identity
from tests.support.letters import OMAR, TIM
from tests.support.masked_text import last_look_finds, masked_text, named

YOUNG = OMAR
ROSE = named("Anna", "Rose", "anna@mentors.example")
FIELD = named("Ben", "Field", "ben@mentors.example")
DAY = named("Max", "Day", "max@mentors.example")
RIVERS = named("Sam", "Rivers", "sam@mentors.example")
LOVE = named("Grace", "Love", "grace@mentors.example")
WHITE = named("Eva", "White", "eva@mentors.example")
BEST = named("Jo", "Best", "jo@mentors.example")
NEWTON = named("Ida", "Newton", "ida@mentors.example")

_WORDS = [
    (YOUNG, "young people"),
    (YOUNG, "Young people today read more than you think."),
    (YOUNG, "Hi Tim,\n\nYoung people today read more."),
    (YOUNG, "a young man and a young woman"),
    (YOUNG, "When I was Young, I read a lot."),
    (YOUNG, "She is young. Young and bright."),
    (YOUNG, "YOUNG ADULTS AND THEIR BOOKS"),
    (YOUNG, "The Young Scientist Fair is next week."),
    (YOUNG, "Young Adult Fiction, vol. 2"),
    (YOUNG, "The young were there, and the old."),
    (YOUNG, "younger, youngest, Youngstown, youngster, Youngs Modulus"),
    (YOUNG, "Forever Young is a song that I like."),
    (YOUNG, "Hi Omar, young as I am, I know that."),
    (YOUNG, "Is Omar young?"),
    (YOUNG, "Thanks, Omar. Young readers love it."),
    (YOUNG, "Q: Who reads?\nA: Young people do."),
    (YOUNG, "To: Young readers everywhere"),
    (YOUNG, "From: Young Adult Library Services"),
    (YOUNG, "Young people wrote the following: a letter."),
    (YOUNG, "A. Young people\nB. Old people"),
    (YOUNG, "The Old and the Young"),
    (YOUNG, "1. Young\n2. Old\n3. Middle"),
    (YOUNG, "* Old\n* Young\n* Middle-aged"),
    (YOUNG, "Young\n\nHow old must one be to be called that? I wonder about it, since I am 15 now."),
    (YOUNG, "the young family next door"),
    (YOUNG, "young2 is a variable, and young_people too"),
    (YOUNG, "Omarion and youngish"),
    (YOUNG, "How Young Is Too Young?"),
    (YOUNG, "Joven y Young no son lo mismo."),
    (YOUNG, "We sang “Young at Heart”."),
    (ROSE, "Rose window"),
    (ROSE, "The sun rose. Rose petals fell."),
    (ROSE, "Prices rose in May and rose again."),
    (ROSE, "He arose, and prose rose too."),
    (ROSE, "The Rose Bowl was on TV."),
    (ROSE, "The Wars of the Roses lasted long."),
    (ROSE, "Rose\nTulip\nDaisy\n\nWhich one do you like?"),
    (ROSE, "Favourite flowers:\n\nRose"),
    (ROSE, "Flower: rose"),
    (ROSE, "A rose by any other name would smell as sweet."),
    (ROSE, "The Name of the Rose, by Umberto Eco"),
    (ROSE, "Compass Rose, wind rose, ROSE GARDEN"),
    (ROSE, "Rosemary and primrose"),
    (ROSE, "Dear Anna, roses are red."),
    (FIELD, "Field trip"),
    (FIELD, "Our Field Day is on Friday."),
    (FIELD, "The Fields of Athenry"),
    (FIELD, "a magnetic field, the Field of View, fields and Fielding"),
    (FIELD, "Field\nThe name of the column, as it stands in the table above, is not used."),
    (FIELD, "Springfield, Mansfield, Sheffield, Oldfield"),
    (FIELD, "the Field Museum in Chicago"),
    (FIELD, "field1, field2 and field_name"),
    (FIELD, "In the Field, Ben, we saw hares."),
    (FIELD, "name: field"),
    (DAY, "Have a great Day, Max!"),
    (DAY, "Happy Mother's Day, Max"),
    (DAY, "Good Day Max"),
    (DAY, "Day 1\nDay 2"),
    (DAY, "From: Day 1\nTo: Day 5"),
    (DAY, "Peter Pan Day at the library"),
    (DAY, "by Day or by night"),
    (YOUNG, "Thanks, Young people!"),
    (ROSE, "With love, Rose petals and tea"),
    (DAY, "Day by day. Day after day. day1, day2"),
    (DAY, "Earth Day, Labor Day and Independence Day"),
    (DAY, "Thanks for the other day! Max"),
    (RIVERS, "Rivers flow to the sea."),
    (RIVERS, "The Rivers of Iowa"),
    (RIVERS, "Hi Sam,\n\nrivers are long."),
    (LOVE, "Love,\nGrace"),
    (LOVE, "Love, Grace"),
    (LOVE, "With Love, Grace"),
    (LOVE, "I love it. Love is all you need."),
    (WHITE, "The White House, white paper, White Christmas"),
    (WHITE, "Black and White"),
    (BEST, "Best,\nJo"),
    (BEST, "Best, Jo"),
    (BEST, "All the Best, Jo"),
    (BEST, "Best regards,\nJo"),
    (NEWTON, "Newton's laws of motion"),
    (NEWTON, "Isaac Newton saw an apple fall. Newton was 23."),
]

_NAMES = [
    (YOUNG, "Omar Young", "Omar"),
    (YOUNG, "Hi, I am Omar Young from Des Moines.", "Hi, I am Omar from Des Moines."),
    (YOUNG, "OMAR YOUNG", "OMAR"),
    (YOUNG, "Young, Omar", "Omar"),
    (YOUNG, "contact Young, Omar for that", "contact Omar for that"),
    (YOUNG, "Young Omar", "Omar"),
    (YOUNG, "Thanks,\nYoung", "Thanks,\nOmar"),
    (YOUNG, "Thanks!\n\nYoung\nEngineer", "Thanks!\n\nOmar\nEngineer"),
    (YOUNG, "See you soon.\n\nYoung", "See you soon.\n\nOmar"),
    (YOUNG, "Best,\nOmar\nYoung", "Best,\nOmar"),
    (YOUNG, "bye\n\n-- \nYoung", "bye\n\n-- \nOmar"),
    (YOUNG, "bye\n\n— Young", "bye\n\n— Omar"),
    (YOUNG, "thanks\n\nomar young", "thanks\n\nomar"),
    (YOUNG, "Thanks,\nYoung\n\n> older text\n> here", "Thanks,\nOmar\n\n> older text\n> here"),
    (YOUNG, "> Thanks,\n> Young", "> Thanks,\n> Omar"),
    (YOUNG, "Best regards, Young", "Best regards, Omar"),
    (YOUNG, "O. Young", "Omar"),
    (YOUNG, "by O. Young, in 2020", "by Omar, in 2020"),
    (YOUNG, "Young, O.", "Omar"),
    (YOUNG, "Dear Mr. Young,", "Dear Mr. Omar,"),
    (YOUNG, "Dear Mr Young", "Dear Mr Omar"),
    (YOUNG, "Dr. Young said so", "Dr. Omar said so"),
    (YOUNG, "ask Coach Young about it", "ask Coach Omar about it"),
    (YOUNG, "Sr. Young", "Sr. Omar"),
    (YOUNG, "Herr Young und Frau Young", "Herr Omar und Frau Omar"),
    (YOUNG, "Mr Young's idea", "Mr Omar's idea"),
    (YOUNG, "my last name is Young", "my last name is Omar"),
    (YOUNG, "Surname: Young", "Surname: Omar"),
    (YOUNG, "Apellido: Young", "Apellido: Omar"),
    (YOUNG, '{"last_name": "Young"}', '{"last_name": "Omar"}'),
    (YOUNG, "From: Young", "From: Omar"),
    (YOUNG, "From: Mr Young", "From: Mr Omar"),
    (YOUNG, "To: Ruth; Young; Ada", "To: Ruth; Omar; Ada"),
    (YOUNG, "*From:* Omar Young", "*From:* Omar"),
    (YOUNG, "> De: Young", "> De: Omar"),
    (YOUNG, "From: Young <omar@mentors.example>", f"From: Omar <{OMAR.masked_address}>"),
    (YOUNG, "On Mon, Young <omar@mentors.example> wrote:", f"On Mon, Omar <{OMAR.masked_address}> wrote:"),
    (YOUNG, "On Mon, Mr Young wrote:", "On Mon, Mr Omar wrote:"),
    (YOUNG, "On Mon, Young wrote:", "On Mon, Omar wrote:"),
    (YOUNG, "On Mon, Omar\n> Young <omar@mentors.example> wrote:", f"On Mon, Omar <{OMAR.masked_address}> wrote:"),
    (YOUNG, "Am Mo., 23. Nov. 2026 schrieb Young:", "Am Mo., 23. Nov. 2026 schrieb Omar:"),
    (YOUNG, "El lun, Young escribió:", "El lun, Omar escribió:"),
    (YOUNG, "Le lun., Young a écrit :", "Le lun., Omar a écrit :"),
    (YOUNG, "omar.young, omar_young and omar-young", "omar, omar and omar"),
    (YOUNG, "young.omar and young_omar", "Omar and Omar"),
    (YOUNG, "OmarYoung and omaryoung99", "Omar and omar99"),
    (YOUNG, "find me: @omaryoung", "find me: @omar"),
    (YOUNG, "oyoung7 and o.young", "Omar and Omar"),
    (YOUNG, "young2010", "Omar"),
    (YOUNG, "given,family\nOmar,Young\n", "given,family\nOmar\n"),
    (YOUNG, "N:Young;Omar;;;", "N:Omar;;;"),
    (YOUNG, "Omar\tYoung\t15", "Omar\t15"),
    (YOUNG, "Omar M. Young", "Omar"),
    (YOUNG, "Omar Michael Young", "Omar"),
    (YOUNG, 'Omar "Ace" Young', "Omar"),
    (YOUNG, "Omar (Young)", "Omar"),
    (YOUNG, "the Youngs are nice", "the Omar are nice"),
    (YOUNG, "The Youngs invited us.", "The Omar invited us."),
    (YOUNG, "with the Young family", "with the Omar family"),
    (YOUNG, "CV Young.pdf", "CV Omar.pdf"),
    (YOUNG, "Omar Young CV.pdf", "Omar CV.pdf"),
    (YOUNG, "Young_CV.pdf", "Omar_CV.pdf"),
    (ROSE, "Anna Rose", "Anna"),
    (ROSE, "Miss Rose", "Miss Anna"),
    (ROSE, "love,\nRose", "love,\nAnna"),
    (ROSE, "arose7@x", "Anna@x"),
    (ROSE, "Rose, Anna <anna@mentors.example>", f"Anna <{OMAR.masked_address}>"),
    (FIELD, "Field, Ben", "Ben"),
    (FIELD, "Field Ben", "Ben"),
    (FIELD, "Benjamin Field", "Benjamin"),
    (FIELD, "Mr. and Mrs. Field", "Mr. and Mrs. Ben"),
    (DAY, "Max Day", "Max"),
    (DAY, "From: Day, Max", "From: Max"),
    (LOVE, "Grace Love", "Grace"),
    (LOVE, "Love,\nGrace Love", "Love,\nGrace"),
    (BEST, "Best,\nJo Best", "Best,\nJo"),
    (NEWTON, "Ida Newton", "Ida"),
    (NEWTON, "Ms. Newton", "Ms. Ida"),
    (WHITE, "Eva White <eva@mentors.example>", f"Eva <{OMAR.masked_address}>"),
]


@pytest.mark.parametrize(("writer", "text"), _WORDS)
def test_the_word_stays(writer: Identity, text: str) -> None:
    assert masked_text(text, writer=writer) == text
    assert not last_look_finds(text, writer=writer)


@pytest.mark.parametrize(("writer", "text", "delivered"), _NAMES)
def test_the_name_goes(writer: Identity, text: str, delivered: str) -> None:
    assert masked_text(text, writer=writer) == delivered
    assert not last_look_finds(delivered, writer=writer)


@pytest.mark.parametrize(("writer", "text", "delivered"), _NAMES)
def test_the_readers_name_goes_just_as_the_writers(writer: Identity, text: str, delivered: str) -> None:
    result = masked_text(text, writer=TIM, reader=writer)
    assert not last_look_finds(result, writer=TIM, reader=writer)
    assert "<>" not in result
    assert "  " not in result


def test_both_kinds_have_sixty_lines_at_least() -> None:
    assert min(len(_WORDS), len(_NAMES)) >= 60
