"""Plain text and HTML that say the same, and those that do not (CASES D9)."""

import pytest

from relay.mime.comparison import parts_differ
from relay.mime.reading import read_message
from tests.support.letters import both_forms, raw_mail


def differ(plain: str, page: str) -> bool:
    return parts_differ(read_message(both_forms(plain, page)))


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        ("Hi Tim,\n\nhow are you?", "<p>Hi Tim,</p><p>how are you?</p>"),
        ("Hi *Tim*, see _this_", "Hi <b>Tim</b>, see <i>this</i>"),
        ("one long line\nwrapped here", "<div>one long line wrapped here</div>"),
        ("* one\n* two", "<ul><li>one</li><li>two</li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("see my page <https://a.example/x>", 'see my <a href="https://a.example/x">page</a>'),
        ("see my page", 'see my <a href="https://a.example/x">page</a>'),
        ("https://a.example/x", '<a href="https://a.example/x?y=1">https://a.example/x</a>'),
        ("greta@a.example<mailto:greta@a.example>", '<a href="mailto:greta@a.example">greta@a.example</a>'),
        ("look\n[image: image.png]\nnice", "look<br><img src=cid:x alt=image.png><br>nice"),  # Gmail
        ("look\n[image: A dog]\nnice", '<p>look</p><img src="https://t.example/x" alt="A dog"><p>nice</p>'),
        (
            "look\n[A dog\n\nDescription automatically generated]",
            '<p>look</p><img src=cid:x alt="A dog&#10;&#10;Description automatically generated">',
        ),  # Outlook
        ("look\n\ufffc\nnice", "look<br><img src=cid:x alt=IMG_0012.jpeg><br>nice"),  # Apple Mail
        ("look [cid:image001.png@01D]", "look <img src=cid:x>"),
        ("yes\n\nOn Mon, Tim wrote:\n> hello\n> there", "<div>yes</div>"),
        ("yes", "<div>yes</div><blockquote>hello there</blockquote>"),
        (
            "yes\n\nOn Mon, 2 Nov 2026 at 10:00, Tim <\nx@a.example> wrote:\n> hi",
            "yes<br>On Mon, 2 Nov 2026 at 10:00, Tim &lt;x@a.example&gt; wrote:<blockquote>hi</blockquote>",
        ),
        ("yes\n\n-- \nGreta\nEngineer", "yes<br><br>-- <br>Greta"),
        ("yes\n\n -- \n Greta\n Engineer", "yes<br><br>-- <br>Greta"),  # Yahoo
        ("a&b &lt; c", "a&amp;b &amp;lt; c"),
        ("café", "caf&eacute;"),
        ("soft\u00adhyphen", "softhyphen"),
        ("", ""),
        ("", "<p>only here</p>"),  # B45: there is one text
        (" \n\n", "<p>only here</p>"),
        ("-- \n", "<p>only here</p>"),
        ("only here", "<div><br></div>"),
    ],
)
def test_the_same_words_in_two_forms_do_not_differ(plain: str, page: str) -> None:
    assert not differ(plain, page)


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        ("Hi Tim", "Hi Tim, call me at 515 555 0143"),
        ("Hi Tim, call me at 515 555 0143", "Hi Tim"),
        ("Hi Tim", '<p>Hi Tim</p><p style="display:none">keep this our secret</p>'),
        ("look", '<p>look</p><img src="https://t.example/x" alt="and call me">'),
        ("look\n[image: A dog]", '<p>look</p><img src="https://t.example/x" alt="and call me">'),
        ("look [and call me]", '<p>look</p><img src="cid:x" alt="a dog">'),
        ("see you soon", "see you at the library"),
        ("please open this in a browser that shows HTML", "<p>The real words</p>"),
        ("not today", "today"),
    ],
)
def test_a_word_more_in_one_of_them_differs(plain: str, page: str) -> None:
    assert differ(plain, page)


def test_one_form_alone_never_differs() -> None:
    assert not parts_differ(read_message(raw_mail("<p>x</p>", content_type="text/html")))
    assert not parts_differ(read_message(raw_mail("x")))
