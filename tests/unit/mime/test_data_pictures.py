"""Pictures that stand in a page itself: attached to the mail, so that somebody looks at them and they arrive."""

import base64

import pytest

from relay.mime.reading import read_message
from tests.support.letters import masked, parsed, raw_mail
from tests.support.pictures import drawing, encoded

PICTURE = encoded(drawing(), "PNG")
DATA = f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}"


@pytest.mark.parametrize("tag", ['<img src="{}">', "<img alt=x src='{}'>", "<IMG width=4 SRC={} >"])
def test_a_data_picture_is_attached_and_shown_where_it_stood(tag: str) -> None:
    raw = raw_mail(f"<p>my bridge</p>{tag.format(DATA)}<p>nice?</p>", content_type="text/html")
    tree = read_message(raw)
    (part,) = tree.attachments
    assert (part.content, part.content_type, tree.problems) == (PICTURE, "image/png", ())
    message = parsed(masked(raw, release=True).data)
    page = message.get_body(("html",))
    pictures = [one for one in message.walk() if one.get_content_type() == "image/png"]
    assert page is not None
    assert len(pictures) == 1
    assert f'src="cid:{str(pictures[0]["Content-ID"]).strip("<>")}"' in page.get_content()


@pytest.mark.parametrize(
    "source", ["data:image/gif;base64,R0lGODlhAQABAAAAACw=", "data:image/png;base64,%%%", "data:,x"]
)
def test_a_dot_or_what_is_no_picture_is_none(source: str) -> None:
    assert read_message(raw_mail(f'<p>x</p><img src="{source}">', content_type="text/html")).attachments == ()


def test_the_same_picture_twice_is_one_file() -> None:
    raw = raw_mail(f'<img src="{DATA}"><p>x</p><img src="{DATA}">', content_type="text/html")
    assert len(read_message(raw).attachments) == 1
