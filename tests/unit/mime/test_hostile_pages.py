"""Pages made to cost time or memory: read quickly, or named as too much (CASES B57, F2)."""

import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.mime.html_source import is_readable, pieces_of, serialized
from relay.mime.html_text import render
from relay.mime.reading import read_message
from relay.mime.references import resolved, resolved_in_attribute
from tests.support.letters import raw_mail

_MEGABYTE = 1_000_000
_TOO_MUCH = "the HTML is too long or too deeply nested"


def took(page: str) -> tuple[float, tuple[str, ...]]:
    raw = raw_mail(page, content_type="text/html")
    started = time.process_time()
    tree = read_message(raw)
    return time.process_time() - started, tree.problems


@pytest.mark.parametrize(
    "unit",
    ["&", "&amp;", "&a", "&#1", "&lt;", "&nbsp;", "\xa0", "<", ">", '"', "<p>", "<br>", "<div>", "<li>x", "<b>", "<a ",
     "</b>", "<!--", "<a href=https://a.example/x>", "<img alt=x>", "<option>", "<td>", "<b></x>", "<a x='", "<xml>"],
)  # fmt: skip
def test_a_megabyte_of_one_thing_is_read_quickly(unit: str) -> None:  # F2
    assert took(unit * (_MEGABYTE // len(unit)))[0] < 5  # 2 on a machine with nothing else to do


@pytest.mark.parametrize(
    "page",
    [
        "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">x</p>",  # one attribute is compared with all
        "".join(f"<html a{n}=1>" for n in range(60_000)) + "x",
        "".join(f"<body a{n}=1>" for n in range(60_000)) + "x",
        "<o:p>" * 100_000 + "x",
    ],
)
def test_what_the_parser_would_be_slow_with_does_not_reach_it(page: str) -> None:
    seconds, problems = took(page)
    assert seconds < 5
    assert problems == ()


@pytest.mark.parametrize(
    "page",
    [
        "<p>" + "".join(f"<b id={n}>" for n in range(390)) + "</p>" + "<p>x</p>" * 20_000,  # opened again each time
        "<p>" + "<b><i><u><s><em>" * 60 + "</p>" + "<p>x</p>" * 20_000,
        "<table>" + "a<b>c</b>" * 20_000,  # moved out of the table one by one
        "<table><tr>" + "<div></div>" * 20_000,
        "<form><div></form>" * 20_000,
        "<div></x>" * 20_000,
        "<p>x" * 60_000,
    ],
)
def test_pages_that_grow_when_they_are_parsed_are_too_much(page: str) -> None:
    seconds, problems = took(page)
    assert seconds < 5
    assert problems == (_TOO_MUCH,)


def test_what_is_too_much_is_shown_without_its_tags() -> None:
    tree = read_message(raw_mail("<div>" * 500 + "hello", content_type="text/html"))
    assert tree.problems == (_TOO_MUCH,)
    assert tree.text.strip() == "hello"


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>" + "a<b>c</b>" * 5000 + "</table>",
        "<table>" + "<tr><td>a</td><td><b>c</b></td></tr>\n" * 3000 + "</table>",
        "<table><tr><td>" * 50 + "x" + "</td></tr></table>" * 50,
        '<v:f eqn="sum @0 0 1"/>' * 2000 + '<w:LsdException Name="x"/>' * 2000,
        "<p>" + "<font color=red>" * 3000 + "x",
        "<ul>" + "<li>x" * 5000 + "</ul>",
    ],
)
def test_a_long_ordinary_page_is_not_too_much(page: str) -> None:
    assert is_readable(page)


@pytest.mark.parametrize("number", ["9" * 5000, "x" + "f" * 5000, "0" * 5000 + "64"])
def test_a_reference_with_a_giant_number_is_read(number: str) -> None:
    assert render(f"a&#{number};b") in {"a\ufffdb", "a@b"}
    assert read_message(raw_mail(f"&#{number};", content_type="text/html")).problems == ()


_REFERENCES = st.lists(
    st.sampled_from("& &# &#x ; = a 64 x41 #0 &amp &amp; &lt &notit; &commat; &nbsp &copy &NotEqualTilde; <".split()),
    max_size=8,
).map("".join)  # fmt: skip


@given(text=_REFERENCES)
def test_references_in_text_are_those_of_the_standard_library(text: str) -> None:
    assert resolved(text) == html.unescape(text)


def test_in_an_attribute_a_parameter_is_no_reference() -> None:
    assert resolved_in_attribute("?a=1&copy=2&copyx&copy;&amp;lt&lt") == "?a=1&copy=2&copyx©&lt<"


_PAGES = st.lists(
    st.one_of(
        st.sampled_from(
            "<p> </p> <b> </b> <a/href=https://a.example/x> </a> <table> </table> <td> <tr> <li> <ul> </ul> <pre> "
            "</pre> <br> <!-- --> <style> </style> <script> <textarea> </textarea> <xmp> <math> <img/alt=x> <select> "
            "<svg> <option> </select> <plaintext> <![CDATA[ ]]> <title> </title> & < > &lt; &amp; ' \" = / <p/a= "
            "<blockquote>".split()
        ),
        st.text(max_size=3),
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(page=_PAGES)
def test_a_page_once_cleaned_stays_as_it_is(page: str) -> None:
    once = serialized(pieces_of(page))
    assert serialized(pieces_of(once)) == once
    assert render(once) == render(page)
