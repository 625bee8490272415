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


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<ruby>Old<rt>f</rt>field</ruby>", "Oldfield (f)"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rp>（</rp><rt>じ</rt><rp>）</rp></ruby>を", "漢字 (かんじ)を"),
        ("<ruby>漢<rt>かん<rb>字<rt>じ</ruby>", "漢字 (かんじ)"),
        ("<ruby>a<rt>Old</rt>b<rt><b>field</b></rt></ruby>", "ab (Oldfield)"),
        ("<ruby>a<rt>x<p>b</p>c<rt>d", "a (x)\n\nb\n\ncd"),
        ("<ruby>a<rt>x", "a (x)"),
        ('<ruby><a href="https://a.example/">a<rt><i>x</i></a></ruby>b', "a <https://a.example/> (x)b"),
        ("<ruby>a<rp>my words</rp><rt> </rt></ruby>", "a (my words)"),
        ("<ruby><b>a</b> <rt>&lt;x&gt;</ruby>", "a (<x>)"),
        ("<ruby>a<ruby>b<rt>x</ruby>c</ruby>", "ab (x)c"),
        ("a<rt>x</rt><rp>(</rp></ruby>b", "ax(b"),
    ],
)
def test_what_stands_small_above_words_goes_behind_them(source: str, text: str) -> None:
    assert render(source) == text


@pytest.mark.parametrize(
    "style",
    ["display:block", "color:red; DISPLAY : Block !important", "display:none;display:flex", "display&#58;table-row"],
)
def test_an_element_that_a_style_sets_on_its_own_line_is_a_line(style: str) -> None:
    assert render(f'a<span style="{style}">b</span>c') == "a\nb\nc"
    assert render(f'<b style="{style}">a</b><font style="{style}"><i>b</i></font>') == "a\nb"
    assert render(f'<p><span style="{style}">a</span> <span style="{style}"> b</span></p><p>c</p>') == "a\nb\n\nc"
    assert render(f'<a href="https://a.example/x" style="{style}">a</a>b') == "a <https://a.example/x>\nb"
    assert render(f'<span style="{style}">a<span>b</span>c</span>d') == "abc\nd"
    assert render(f'<span style="{style}">a</span><br>b') == "a\n\nb"
    assert render(f'a<img style="{style}" alt=dog>b') == "a\ndog\nb"
    assert render(f'a<img style="{style}" src="https://t.example/p">b') == "a\nb"


@pytest.mark.parametrize("style", ["display:inline", "display:inline-block", "display:none", "x-display:block", ""])
def test_an_element_that_stays_in_its_line_does(style: str) -> None:
    assert render(f'a<span style="{style}">b</span>c') == "abc"


def test_elements_that_a_style_makes_cells_stand_apart() -> None:
    assert render(
        '<div>a<span style="display:table-cell">b</span><span style="display: table-cell">c</span></div>'
    ) == ("a b c")


def test_no_blank_ends_a_cell_behind_a_link() -> None:
    link = '<a href="https://a.example/x">https://a.example/x</a>'
    assert render(f"<table><tr><td>{link}</td><td>y</td></tr></table>") == "https://a.example/x\ty"


def test_unclosed_paragraphs_are_not_nesting() -> None:
    assert is_readable("<p>x" * 5000)
    assert is_readable("<ul>" + "<li>x" * 5000 + "</ul>")
    assert not is_readable("<div>" * 5000)
    assert not is_readable("x" * 5_000_000)
