"""HTML as it is delivered: rebuilt from an allow-list, and nothing of a page beside its text gets through."""

import re

import pytest

from relay.identities.people import known_people
from relay.masking.html import masked_html, page_text, pictures_shown
from relay.masking.text import Ledger, Masker
from relay.mime.html_text import render
from relay.model.change import ChangeKind
from tests.support.letters import GRETA, RELAY_DOMAIN, TIM, leaks, masked, part_text, raw_mail

_MASKER = Masker(known_people(GRETA, TIM), RELAY_DOMAIN, ())
_QUOTE = '<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'


def delivered(page: str, **pictures: str) -> str:
    return masked_html(page, _MASKER, Ledger(), pictures)


@pytest.mark.parametrize(
    "page",
    [
        '<p onclick="secret()" style="background:url(https://t.example/secret)" class=secret id=secret>x</p>',
        '<p title="secret" aria-label="secret" aria-describedby=secret>x</p>',
        "<p>x<!-- secret --><!--secret--!></p><!--",
        "<!--[if mso]><p>secret</p><![endif]--><p>x</p>",
        "<!--[if gte mso 9]><xml><o:Author>secret</o:Author></xml><![endif]--><p>x</p>",
        '<style>p:after{content:"secret"}</style><p>x</p>',
        '<style media="secret">@import url(https://t.example/secret);</style><p>x</p>',
        "<script>secret()</script><p>x</p>",
        "<head><title>secret</title><meta name=Author content=secret></head><p>x</p>",
        '<meta http-equiv="refresh" content="0;url=https://t.example/secret"><p>x</p>',
        '<base href="https://t.example/secret/"><link rel=File-List href="file:///C:/Users/secret/x.xml"><p>x</p>',
        "<bgsound src=https://t.example/secret.wav><p>x</p>",
        "<xml><o:DocumentProperties><o:Author>secret</o:Author></o:DocumentProperties></xml><p>x</p>",  # A48
        "<o:Author>secret</o:Author><o:Company>secret</o:Company><p>x</p>",
        '<v:shape href="secret" alt="secret"><v:imagedata src="https://t.example/secret"/></v:shape><p>x</p>',
        '<svg viewBox="secret"><image href="https://t.example/secret"/></svg><p>x</p>',
        "<iframe src=https://t.example/secret srcdoc=secret>secret</iframe><p>x</p>",
        "<object data=https://t.example/secret></object><embed src=https://t.example/secret><p>x</p>",
        '<video src=https://t.example/secret poster=secret></video><audio src="https://t.example/secret"></audio><p>x</p>',
        '<form action="https://t.example/secret"><input name=secret value=secret></form><p>x</p>',
        '<a name="secret">x</a>',
        '<a href="javascript:secret()">x</a>',
        '<a href="java&#10;script:secret()">x</a>',
        '<a href="&#106;avascript:secret()">x</a>',
        '<a href="data:text/html,secret">x</a>',
        '<a href="file:///C:/Users/secret/x.doc">x</a>',
        '<a href="secret.html">x</a>',
        '<a href="//t.example">x</a>'.replace("t.example", "secret.example"),
        '<a href="vbscript:secret">x</a>',
        '<a href="cid:secret">x</a>',
        '<ol type="a" start="secret"><li>x</ol>',
        '<table summary="secret" border="secret" background="https://t.example/secret"><tr><td abbr=secret>x</table>',
        '<font face="secret" color="secret">x</font>',
        "<td><textarea placeholder=secret>x</textarea>",
        '<math alttext="secret"><mi>x</mi></math>',
    ],
)
def test_nothing_but_the_text_of_a_page_gets_through(page: str) -> None:  # A48, A51, C
    out = delivered(page)
    assert "secret" not in out
    assert "t.example" not in out
    assert re.search(r">\s*x\s*<|^x$", out)


@pytest.mark.parametrize(
    "page",
    [
        '<p style="display:none">words</p>',
        '<p style="font-size:0;line-height:0">words</p>',
        '<p style="color:#fff;background:#fff">words</p>',
        "<p hidden>words</p>",
        '<div style="position:absolute;left:-9999px">words</div>',
        '<div style="max-height:0;overflow:hidden;mso-hide:all">words</div>',
        "<details><summary>w</summary>words</details>",
        "<noscript>words</noscript>",
        "<template>words</template>",
        "<svg><text>words</text></svg>",
        "<math><mtext>words</mtext></math>",
        "<object>words</object>",
        "<v:textbox>words</v:textbox>",
        "<![if !mso]>words<![endif]>",  # downlevel-revealed
        "<!--[if !mso]><!-->words<!--<![endif]-->",
        "<select><option>words</select>",
        "<marquee>words</marquee>",
        '<bdo dir="rtl">words</bdo>',
        "<textarea>words</textarea>",
        "<ruby>w <rt>words</rt></ruby>",
    ],
)
def test_what_a_page_hides_is_shown_scanned_and_masked(page: str) -> None:  # D10
    assert "words" in delivered(page)
    assert "words" in page_text(page)
    assert "style" not in delivered(page)
    named = page.replace("words", "greta.oldfield@mentors.example")
    assert GRETA.masked_address in delivered(named)
    assert not leaks(masked(raw_mail(named, content_type="text/html"), release=True).data, "oldfield")


@pytest.mark.parametrize(
    "page",
    [
        "<p>one <b>two</b> <i>three</i> <u>four</u> <s>five</s> <em>six</em> <strong>seven</strong></p>",
        "<h1>Title</h1><h3>Part</h3><p>text</p>",
        "<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>",
        '<ol start="3"><li>three</li><li>four</li></ol>',
        "<pre>def f():\n    return 1\n</pre>",
        "<p>use <code>print()</code>, x<sup>2</sup> and H<sub>2</sub>O</p>",
        '<p dir="rtl">שלום, מה שלומך?</p>',
        '<p lang="ja">数学の宿題 🚀</p>',
        "<p>👩‍👩‍👧 🏳️‍🌈 ❤️</p>",
        "<div>one<br><br>two</div>",
        "<center>middle</center><hr>",
        '<p align="right">aside</p>',
        '<table><tbody><tr><td colspan="2" align="center">a</td></tr><tr><td>b</td><td>c</td></tr></tbody></table>',
    ],
)
def test_an_ordinary_page_stays_as_it_is(page: str) -> None:  # E
    assert delivered(page) == page


def test_quotes_look_like_quotes_and_keep_their_depth() -> None:  # E
    page = (
        '<div class="gmail_quote"><blockquote class="gmail_quote" style="margin:0">one'
        '<blockquote type="cite" cite="mid:x@y.example">two</blockquote></blockquote></div>'
    )
    assert delivered(page) == f"<div>{_QUOTE}one{_QUOTE}two</blockquote></blockquote></div>"
    assert delivered(delivered(page)) == delivered(page)


def test_a_table_of_data_keeps_its_borders_and_a_table_of_layout_has_none() -> None:
    with_border = delivered('<table border="3" cellpadding=9 style="border:9px solid red"><tr><td>x</table>')
    assert '<table border="1" cellspacing="0" cellpadding="4" style="border-collapse:collapse"><tbody>' in with_border
    assert "<table><tbody>" in delivered('<table border="0" cellspacing="7"><tr><td>x</table>')


def test_preformatted_text_keeps_an_empty_first_line() -> None:
    assert delivered("<pre>\n\nx</pre>") == "<pre>\n\nx</pre>"
    assert delivered(delivered("<pre>\n\nx</pre>")) == "<pre>\n\nx</pre>"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ('<a href="https://evil.example/x">my page</a>', "my page</a> (https://evil.example/x)"),
        ('<a href="https://evil.example/x"><b>my</b> page</a>.', "<b>my</b> page</a> (https://evil.example/x)."),
        ('<a href="https://evil.example/">https://library.example/</a>', "</a> (https://evil.example/)"),
        ('<a href="https://library.example/x">https://library.example/x</a>', "library.example/x</a>"),
        ('<a href="https://library.example/">library.example</a>', ">library.example</a>"),
        ('<a href="http://Library.example">HTTPS://library.example/</a>', ">HTTPS://library.example/</a>"),
        ('<a href="mailto:ruth@program.example?subject=s">write</a>', ">write</a> (ruth@program.example)"),
        ('<a href="mailto:ruth@program.example">ruth@program.example</a>', ">ruth@program.example</a>"),
        (f'<a href="mailto:{GRETA.masked_address}">Greta</a>', ">Greta</a>"),
        ('<a href="mailto:greta.oldfield@mentors.example">Greta</a>', ">Greta</a>"),
        ('<a href="https://evil.example/x"></a>', '<a href="https://evil.example/x">https://evil.example/x</a>'),
        (
            '<a href="https://evil.example/x"><img src=https://t.example/p alt=logo></a>',
            "> logo </a> (https://evil.example/x)",
        ),
        (f'<a href="https://evil.example/{"y" * 200}">page</a>', "page</a> (https://evil.example/…)"),
        ('<a href="https://oldfield.example/">page</a>', "page"),
    ],
)
def test_a_link_tells_where_it_leads(page: str, shown: str) -> None:  # C
    assert delivered(page).endswith(shown)


def test_a_link_that_comes_back_in_a_quote_is_not_told_again() -> None:
    once = delivered('<p>see <a href="https://evil.example/x">my page</a>, ok?</p>')
    assert delivered(once) == once
    elsewhere = once.replace("</a> (", "</a><span> (").replace(")", ")</span>")
    assert delivered(elsewhere).count("evil.example") == 2


def test_a_wrapped_link_is_told_unwrapped() -> None:  # A49
    wrapped = "https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2Fx&data=tim%40school"
    assert delivered(f'<a href="{wrapped}">page</a>').endswith(">page</a> (https://evil.example/x)")


@pytest.mark.parametrize(
    ("page", "out"),
    [
        ('<img src="cid:a@x" alt="A dog">', '<img src="cid:new@relay" alt="A dog">'),
        ('<img src="CID:a%40x" width="300" height=200>', '<img src="cid:new@relay" width="300" height="200">'),
        ('<img src="cid:a@x" width="5125550143" height="100%" style="width:3in">', '<img src="cid:new@relay">'),
        ('<img src="cid:a@x" width="2001" height="0">', '<img src="cid:new@relay">'),
        ('<img src="cid:unknown@x" alt="A dog">', " A dog "),
        ('<img src="https://t.example/p.gif" alt="A dog">', " A dog "),
        ('<img src="https://t.example/p.gif" width=1 height=1>', ""),
        ('<img src="https://t.example/p.gif" width=1 height=1 alt="A dog">', " A dog "),
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">', ""),
        ('<img src="cid:unknown@x">', ""),
        ('<img srcset="https://t.example/p.gif 2x" longdesc=secret src="cid:a@x">', '<img src="cid:new@relay">'),
    ],
)  # fmt: skip
def test_a_picture_that_goes_along_is_shown_and_any_other_is_its_words(page: str, out: str) -> None:  # A44, A51
    assert delivered(f"<p>x{page}</p>", **{"a@x": "new@relay"}) == f"<p>x{out}</p>"


def test_the_words_of_a_picture_are_masked() -> None:
    page = '<p><img src="cid:a@x" alt="Greta Oldfield, greta.oldfield@mentors.example"></p>'
    ledger = Ledger()
    out = masked_html(page, _MASKER, ledger, {"a@x": "new@relay"})
    assert out == f'<p><img src="cid:new@relay" alt="Greta, {GRETA.masked_address}"></p>'
    assert {change.kind for change in ledger.changes} == {ChangeKind.NAME, ChangeKind.ADDRESS}
    assert "oldfield" not in delivered(page).lower()


def test_the_pictures_that_a_page_shows_are_known_by_their_id() -> None:
    page = '<img src="cid:a%40x"><img src=https://t.example/p><p>cid:b@x</p><img src="cid:c@x" alt=y>'
    assert pictures_shown(page) == {"a@x", "c@x"}


def test_numbers_are_not_turned_around_by_a_direction() -> None:  # D10
    assert delivered('<p dir="rtl">0143 555 515</p>') == "<p>0143 555 515</p>"
    assert (
        delivered('<p dir="rtl">call 0143 555</p><p dir="rtl">שלום</p>') == '<p>call 0143 555</p><p dir="rtl">שלום</p>'
    )
    assert delivered('<div dir="auto"><p>مرحبا</p>x</div>') == '<div dir="rtl"><p>مرحبا</p>x</div>'
    assert delivered('<p dir="ltr">call 0143 555</p>') == "<p>call 0143 555</p>"


def test_a_direction_within_text_from_right_to_left_stays() -> None:
    page = '<div dir="rtl">הגשר מחזיק <span dir="ltr">14 kg</span>!</div><div dir="ltr">Greta</div>'
    assert delivered(page) == page


def test_the_direction_of_a_page_stays() -> None:
    assert delivered('<html dir="rtl"><body dir="rtl"><p>שלום</p></body></html>') == '<div dir="rtl"><p>שלום</p></div>'
    assert delivered('<body dir="rtl"><p>0143 555</p></body>') == "<div><p>0143 555</p></div>"


def test_a_page_within_a_mail_keeps_its_signs() -> None:
    html = part_text(
        masked(raw_mail("<p>1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;x&quot; &amp;lt;</p>", content_type="text/html")).data,
        "html",
    )
    assert '<p>1 &lt; 2 &amp;&amp; 3 &gt; 2 "x" &amp;lt;</p>' in html


@pytest.mark.parametrize(
    "attributes",
    [
        'class="MsoNormal"',
        "class=x_MsoNormal",
        'class=MsoListParagraph style="text-indent:-.25in"',
        'style="margin:0in;font-size:11pt"',
        'style="margin: 0px; secret"',
        'dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;"',
    ],
)
def test_lines_that_are_paragraphs_stay_close_together(attributes: str) -> None:  # Outlook, Google Docs
    page = f"<p {attributes}>one</p><p {attributes}>&nbsp;</p><p {attributes}>two</p>"
    assert delivered(page) == '<p style="margin:0">one</p><p style="margin:0">\xa0</p><p style="margin:0">two</p>'
    assert delivered(delivered(page)) == delivered(page)
    assert render(page) == "one\n\ntwo"


@pytest.mark.parametrize(
    "attributes", ["", 'class="x"', 'style="margin:1em 0"', 'style="margin:0.5in"', 'title="margin:0"']
)
def test_paragraphs_that_stand_apart_stay_apart(attributes: str) -> None:
    page = f"<p {attributes}>one</p><p {attributes}>two</p>"
    assert delivered(page) == "<p>one</p><p>two</p>"
    assert render(page) == "one\n\ntwo"


def test_a_link_that_leads_nowhere_is_its_text() -> None:
    assert delivered('<p><a name="_GoBack"></a>one <a href="javascript:x">two</a></p>') == "<p>one two</p>"


def test_no_empty_link_is_left_where_an_address_was_taken_out() -> None:
    link = '<a href="mailto:tim.kowalczyk@school.example">tim.kowalczyk@school.example</a>'
    assert delivered(f"<p>To: Tim &lt;{link}&gt;<br>hi</p>") == "<p>To: Tim<br>hi</p>"
    assert delivered(f'<p>To: "Tim" &lt;<a href="https://x.example/"><b>{TIM.addresses[0]}</b></a>&gt;</p><p></p>') == (
        '<p>To: "Tim"</p><p></p>'
    )


def test_the_columns_of_a_table_stay_where_a_name_goes() -> None:
    row = '<tr><td>"Tim"</td><td>&lt;tim.kowalczyk@school.example&gt;</td><td>b</td></tr>'
    assert delivered(f"<table>{row}</table>").count("<td>") == 3


def test_lines_that_a_style_makes_stay_lines() -> None:
    lines = '<span style="display:block">{}</span><span style="display:block">Senior engineer</span>'
    assert delivered(lines.format("Greta Oldfield")) == "<span>Greta</span><span><br>Senior engineer</span>"
    assert page_text(lines.format("by Greta")) == "by Greta\nSenior engineer"


def test_small_text_above_a_name_does_not_cut_it_in_two() -> None:
    assert delivered("<p>Greta <ruby>Old<rt>f</rt>field</ruby></p>") == "<p>Greta (f)</p>"


def test_space_around_a_page_goes() -> None:
    assert delivered("<html>\n<head>\n</head>\n<body>\n<p>x</p>\n</body>\n</html>\n") == "<p>x</p>"


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ('<p>x</p><img src="https://t.example/p.gif?u=7" width=1>', "pictures from elsewhere"),
        ("<p onclick='x()'>x</p>", "scripts"),
        ("<form action=https://x.example><input name=a>x</form>", "forms"),
        ("<p>x</p><iframe src=https://x.example></iframe>", "embedded pages and media"),
    ],
)
def test_what_a_page_loses_is_in_the_list_of_changes(page: str, what: str) -> None:
    result = masked(raw_mail(page, content_type="text/html"))
    assert [change.detail for change in result.changes if change.kind is ChangeKind.HTML_CLEANED] == [what]


def test_links_without_words_are_set_apart_in_both_forms() -> None:
    page = '<p>x <a href="https://a.example/1"> </a><a href="https://b.example/2"></a></p>'
    data = masked(raw_mail(page, content_type="text/html")).data
    assert "x https://a.example/1 https://b.example/2\n" in part_text(data)
    assert "https://a.example/1</a> <a" in part_text(data, "html")


def test_a_plain_page_loses_nothing() -> None:
    result = masked(raw_mail("<p>one <b>on</b> <a href=https://x.example/>two</a></p>", content_type="text/html"))
    assert ChangeKind.HTML_CLEANED not in {change.kind for change in result.changes}
