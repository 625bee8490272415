"""What HTML shows as text."""

import pytest

from relay.mime.html_source import is_readable
from relay.mime.html_text import render


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<div>one<div><br></div><div>two</div></div>", "one\n\ntwo"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/><br>three", "one\ntwo\n\nthree"),
        ("a  b\n c&nbsp;d", "a b c\u00a0d"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "* a\n  * b\n* c"),
        ('<ol start="3"><li>a<li>b</ol>', "3. a\n4. b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
        ("x<blockquote>a<blockquote>b</blockquote></blockquote>y", "x\n\n> a\n>\n>> b\n\ny"),
        ('<a href="https://a.example/">a.example</a>', "a.example"),
        ('<a href="https://a.example/x">here</a>', "here <https://a.example/x>"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("jane<span>@</span>x.example, jane<wbr>@y.example", "jane@x.example, jane@y.example"),
        ("&#106;ane&commat;x&period;example", "jane@x.example"),
        ('<img alt="my address: jane@x.example" src="https://t.example/p.gif">', "my address: jane@x.example"),
        ("<style>p{}</style><script>x</script><title>t</title><!-- c -->shown", "shown"),
        ('<p style="display:none">hidden</p><font color="white">white</font>', "hidden\n\nwhite"),
        ("<div>-- <br>Greta</div>", "-- \nGreta"),
        ("a<hr>b", "a\n---\nb"),
        ("<h1>T</h1>x", "T\n\nx"),
        ("<o:p>&nbsp;</o:p><![if !supportLists]>x<![endif]>", "\u00a0x"),
        ("", ""),
        ("<", "<"),
        ("<svg><text>x</text></svg><math><mi>y</mi></math>z", "x\ny\nz"),
        ("<object data=x>x</object><template>y</template><noscript><b>z</b></noscript>", "xy\nz"),
        ("<xml><o:Author>Oldfield</o:Author></xml><o:Company>c</o:Company>shown", "shown"),  # A48
    ],
)
def test_a_page_is_shown_as_its_lines(source: str, text: str) -> None:
    assert render(source) == text


@pytest.mark.parametrize(
    ("following", "text"),
    [
        ("(Do not", " (Do not"),
        ("[1]", " [1]"),
        ("“so", " “so"),
        ("-based", " -based"),
        ("¿no", " ¿no"),
        ("word", " word"),
        (" word", " word"),
        (". Then", ". Then"),
        (")", ")"),
        ("”", "”"),
        ('"', '"'),
        ("、次", "、次"),
        ("", ""),
    ],
)
def test_nothing_but_what_closes_a_sentence_stands_against_a_target(following: str, text: str) -> None:
    link = "https://a.example/x.htm"
    assert render(f'<a href="{link}">here</a>{following}') == f"here <{link}>{text}"
    assert render(f'<a href="{link}"><img></a>{following}') == f"{link}{text}"
    assert render(f'<a href="{link}">{link}</a>{following}') == f"{link}{text}"
    assert render(f'<a href="{link}">{link}</a><b>{following}</b>') == f"{link}{text}"


def test_no_blank_ends_a_cell_behind_a_link() -> None:
    link = '<a href="https://a.example/x">https://a.example/x</a>'
    assert render(f"<table><tr><td>{link}</td><td>y</td></tr></table>") == "https://a.example/x\ty"


def test_unclosed_paragraphs_are_not_nesting() -> None:
    assert is_readable("<p>x" * 5000)
    assert is_readable("<ul>" + "<li>x" * 5000 + "</ul>")
    assert not is_readable("<div>" * 5000)
    assert not is_readable("x" * 5_000_000)
