"""Pictures of ten typical mails before and after masking, as their reader would see and as their reader sees them.

Run: python -m bench.masking_pictures [DIRECTORY] [--only NAME] [--chromium PATH]

Writes DIRECTORY/masking-NN-name.png (docs/images by default) and prints the Markdown that shows them, with
what changed as alternative text. Needs Chromium (Debian: apt-get install chromium), which draws a page with both
mails side by side; it loads nothing but that page.
"""

import argparse
import base64
import email
import email.policy
import html
import io
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops

from relay.masking.mask import mask
from tests.support.letters import FRAME, GRETA, TIM, TO_MENTOR, TO_STUDENT

MAILS = Path(__file__).parent / "masking_mails"  # as ten mail programs write them; all in them is made up
REMOTE_PICTURE = "https://news.stars.example/banner.png"  # in one of them; its place is taken by a picture made here


class _Shown(NamedTuple):
    """What stands above a picture, and what changed, as its alternative text."""

    title: str
    changed: str


SHOWN = {
    "01-gmail-reply": _Shown(
        "A reply from Gmail",
        "The student's surname and address left the signature, the mentor's masked address the line above the quote, "
        "and our footer of the earlier mail the quote. List, emphasis, emoji and quote stayed.",
    ),
    "02-outlook-desktop": _Shown(
        "A reply from Outlook on the desktop",
        "Both surnames and both addresses left the signature and the header block above the earlier mail. The table, "
        "the emphasis and the earlier mail stayed.",
    ),
    "03-apple-mail-picture": _Shown(
        "A picture amid the text, from Apple Mail",
        "The picture is shown where it stood, made anew without camera, author and place. The mentor's surname and "
        "address left the line above the quote.",
    ),
    "04-iphone": _Shown(
        "A reply from an iPhone, with a quote inside a quote",
        "The mentor's surname left her sign-off, the student's masked address the line above his words, our footer the "
        "quote. Both quotes kept their depth.",
    ),
    "05-thunderbird-flowed": _Shown(
        "Answers between the lines, plain text from Thunderbird",
        "The mentor's surname left the German line above the quote, the student's surname and address his signature. "
        "The answers stand between the quotes as they were written.",
    ),
    "06-yahoo": _Shown(
        "A reply from Yahoo",
        "“G. Oldfield” became “Greta”, and the student's surname and address left the line above his words. The "
        "numbered list and the emphasis stayed.",
    ),
    "07-proton-attachment": _Shown(
        "Links and a PDF, from Proton Mail",
        "A link's target is shown beside its words. The link that named the student lost its target; the PDF got a "
        "neutral name in place of one with his surname, and lost its author.",
    ),
    "08-newsletter": _Shown(
        "A newsletter, passed on through Safe Links",
        "A remote picture became its words, the tracking pixel is gone, the wrapped link leads to its page and says "
        "where. The mentor's address became her masked one, and her name left the last link.",
    ),
    "09-calendar-invite": _Shown(
        "An invitation from Outlook",
        "The calendar entry came through as a file made anew: when, where and what, without organiser, guests and ids.",
    ),
    "10-arabic": _Shown(
        "A mail from right to left",
        "The text still runs from right to left, with its list. Both surnames and addresses left the sign-off and the "
        "Arabic line above the quote.",
    ),
}
WIDTH, TALLEST = 1000, 2400  # pixels
COLOURS = 64
LARGEST = 60 * 1024  # bytes of one picture in the repository
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --force-color-profile=srgb"
).split()
_CID = re.compile(r"cid:([^\"'\s>]+)")
_PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 10px; background: #fff; font: 13px Arial, "Liberation Sans", sans-serif; width: 980px; }}
main {{ display: flex; gap: 14px; align-items: flex-start; }}
section {{ width: 483px; border: 1px solid #c8ccd0; border-radius: 6px; overflow: hidden; }}
h1 {{ margin: 0; padding: 7px 12px; font-size: 13px; background: #eceff1; color: #37474f; }}
dl {{ margin: 0; padding: 8px 12px; border-bottom: 1px solid #dfe3e6; color: #37474f; font-size: 12px; }}
dl div {{ display: flex; gap: 6px; }} dt {{ width: 50px; color: #78909c; }} dd {{ margin: 0; overflow-wrap: anywhere; }}
iframe {{ display: block; width: 483px; border: 0; }}
footer {{ padding: 6px 12px 9px; border-top: 1px solid #dfe3e6; font-size: 12px; color: #37474f; }}
</style><main>{before}{after}</main><script>
for (const frame of document.querySelectorAll("iframe"))
  frame.addEventListener("load", () => {{
    frame.style.height = "0"
    frame.style.height = frame.contentDocument.documentElement.scrollHeight + "px"
  }})
</script>"""
# With bars beside quotes, as every program draws them.
_INSIDE = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 12px; font: 13.5px Arial, "Liberation Sans", sans-serif; overflow-wrap: anywhere; }}
img {{ max-width: 100%; height: auto; }}
blockquote[type=cite] {{ margin: 0 0 0 .8ex; border-left: 1px solid #ccc; padding-left: 1ex; }}
</style>{body}"""


def main() -> int:
    """Draw the pictures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("directory", nargs="?", type=Path, default=Path(__file__).parents[1] / "docs" / "images")
    options.add_argument("--only", default="", help="draw those whose name holds this")
    options.add_argument("--chromium", default=shutil.which("chromium") or "chromium", help="the program that draws")
    arguments = options.parse_args()
    arguments.directory.mkdir(parents=True, exist_ok=True)
    for name, shown in SHOWN.items():
        if arguments.only in name:
            path = arguments.directory / f"masking-{name}.png"
            _draw((MAILS / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n"), path, arguments.chromium)
            print(f"**{int(name[:2])}. {shown.title}**\n\n![{shown.changed}](images/{path.name})\n")
            if path.stat().st_size > LARGEST:
                print(f"{path.name} has {path.stat().st_size} bytes", file=sys.stderr)
                return 1
    return 0


def _draw(raw: bytes, path: Path, chromium: str) -> None:
    from_mentor = GRETA.addresses[0].encode() in raw.partition(b"\r\n")[0]
    masked = mask(
        raw,
        writer=GRETA if from_mentor else TIM,
        reader=TIM if from_mentor else GRETA,
        frame=replace(FRAME, earlier_footers=(TO_MENTOR, TO_STUDENT)),
        footer=TO_STUDENT if from_mentor else TO_MENTOR,
        release=True,  # pictures and what is not sure wait for a person, who lets it through
    )
    page = _PAGE.format(before=_section("As it was sent", raw), after=_section("As it is delivered", masked.data))
    with tempfile.TemporaryDirectory(prefix="pictures-") as scratch:
        source, shot = Path(scratch) / "page.html", Path(scratch) / "shot.png"
        source.write_text(page, encoding="utf-8")
        profile = f"--user-data-dir={scratch}/profile"
        size = f"--window-size={WIDTH},{TALLEST}"
        words = [chromium, *_FLAGS, profile, size, f"--screenshot={shot}", source.as_uri()]
        subprocess.run(words, check=True, capture_output=True, timeout=120)
        _save_small(shot, path)


def _save_small(shot: Path, path: Path) -> None:
    """Cut off the empty end of a picture and write it with few colours."""
    with Image.open(shot) as picture:
        whole = picture.convert("RGB")
    box = ImageChops.difference(whole, Image.new("RGB", whole.size, "white")).getbbox()
    assert box is not None, "the page is empty"
    drawn = whole.crop((0, 0, WIDTH, min(TALLEST, box[3] + 10)))
    drawn.quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)


def _section(title: str, raw: bytes) -> str:
    """Return a mail as a mail program shows it: header, text, and the names of files."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    fields = "".join(
        f"<div><dt>{name}</dt><dd>{html.escape(str(message[name]))}</dd></div>" for name in ("From", "To", "Subject")
    )
    body = html.escape(_INSIDE.format(body=_body(message)))
    files = [part.get_filename() or part.get_content_type() for part in message.walk() if _is_listed(part)]
    footer = f"<footer>📎 {html.escape(', '.join(files))}</footer>" if files else ""
    frame = f'<iframe srcdoc="{body}"></iframe>'
    return f"<section><h1>{title}</h1><dl>{fields}</dl>{frame}{footer}</section>"


def _is_listed(part: EmailMessage) -> bool:
    return not part.is_multipart() and (
        part.is_attachment() or part.get_content_type() not in {"text/plain", "text/html", "image/jpeg"}
    )


def _body(message: EmailMessage) -> str:
    page = message.get_body(("html",))
    if page is None:
        plain = message.get_body(("plain",))
        assert plain is not None, "a mail without text"
        return f'<div style="white-space:pre-wrap">{html.escape(_unflowed(plain))}</div>'
    pictures = {
        str(part["Content-ID"]).strip("<> "): _as_data(part.get_content(), part.get_content_type())
        for part in message.walk()
        if part["Content-ID"]
    }
    shown = _CID.sub(lambda found: pictures.get(found[1], ""), str(page.get_content()))
    return shown.replace(REMOTE_PICTURE, _as_data(_banner(), "image/png"))


def _unflowed(part: MIMEPart) -> str:
    """Return a text as programs show it that know format=flowed (RFC 3676), as most do."""
    text = str(part.get_content()).replace("\r\n", "\n")
    if part.get_param("format") != "flowed":
        return text
    return re.sub(r"(?m)^ ", "", re.sub(r"(?<!--) \n(?:> )?", " ", text))


def _as_data(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _banner() -> bytes:
    """Return the picture that a program would load from afar."""
    out = io.BytesIO()
    picture = Image.new("RGB", (430, 90), (17, 34, 51))
    for number in range(60):
        picture.putpixel(((number * 137) % 430, (number * 53) % 90), (255, 255, 200))
    picture.save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
