"""The frames in which Excel shows the comments of a sheet, drawn anew: without them it calls the file damaged."""

import re

from relay.mime.files.office.markup import Element, short

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_FRAME = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto" '
    'style="position:absolute;margin-left:60pt;margin-top:2pt;width:144pt;height:79pt;z-index:{z};visibility:hidden">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_FIRST_SHAPE = 1025


def comment_frames(comments: Element) -> bytes:
    """Return a VML drawing with a hidden frame for each comment of a part of comments (ECMA-376-4 19.4)."""
    frames: list[str] = []
    for element in comments.iter():
        match = _CELL.fullmatch(element.get("ref") or "") if short(element.tag) == "x:comment" else None
        if match is None:
            continue
        column, row = _number(match[1]), max(int(match[2]) - 1, 0)
        frames.append(
            _FRAME.format(
                id=_FIRST_SHAPE + len(frames), z=len(frames) + 1, row=row, column=column,
                left=column + 1, right=column + 3, top=max(row - 1, 0), bottom=row + 4,
            )
        )  # fmt: skip
    return (_HEAD + "".join(frames) + "</xml>").encode()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
