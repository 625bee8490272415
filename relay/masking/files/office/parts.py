"""What the parts of a new OOXML package are called, and their types: always the same, whatever they were called."""

from relay.mime.files.kinds import FileKind

_OFFICE = "application/vnd.openxmlformats-officedocument"
_WORD, _SLIDES, _SHEETS = f"{_OFFICE}.wordprocessingml", f"{_OFFICE}.presentationml", f"{_OFFICE}.spreadsheetml"
_DRAWING = f"{_OFFICE}.drawingml"

# By the kind of the relationship that leads to it: the name, "#" for its number, and the type (ECMA-376-1 11 to 14).
_Table = dict[str, tuple[str, str]]
_ANYWHERE: _Table = {
    "theme": ("theme/theme#.xml", f"{_OFFICE}.theme+xml"),
    "themeOverride": ("theme/themeOverride#.xml", f"{_OFFICE}.themeOverride+xml"),
    "chart": ("charts/chart#.xml", f"{_DRAWING}.chart+xml"),
    "chartUserShapes": ("drawings/shapes#.xml", f"{_DRAWING}.chartshapes+xml"),
    "diagramData": ("diagrams/data#.xml", f"{_DRAWING}.diagramData+xml"),
    "diagramLayout": ("diagrams/layout#.xml", f"{_DRAWING}.diagramLayout+xml"),
    "diagramQuickStyle": ("diagrams/quickStyle#.xml", f"{_DRAWING}.diagramStyle+xml"),
    "diagramColors": ("diagrams/colors#.xml", f"{_DRAWING}.diagramColors+xml"),
    "diagramDrawing": ("diagrams/drawing#.xml", "application/vnd.ms-office.drawingml.diagramDrawing+xml"),
}
_PARTS: dict[FileKind, tuple[str, _Table]] = {
    FileKind.DOCX: (
        "word/",
        {
            "officeDocument": ("document.xml", f"{_WORD}.document.main+xml"),
            "styles": ("styles.xml", f"{_WORD}.styles+xml"),
            "numbering": ("numbering.xml", f"{_WORD}.numbering+xml"),
            "fontTable": ("fontTable.xml", f"{_WORD}.fontTable+xml"),
            "settings": ("settings.xml", f"{_WORD}.settings+xml"),
            "header": ("header#.xml", f"{_WORD}.header+xml"),
            "footer": ("footer#.xml", f"{_WORD}.footer+xml"),
            "footnotes": ("footnotes.xml", f"{_WORD}.footnotes+xml"),
            "endnotes": ("endnotes.xml", f"{_WORD}.endnotes+xml"),
            "comments": ("comments.xml", f"{_WORD}.comments+xml"),
        },
    ),
    FileKind.PPTX: (
        "ppt/",
        {
            "officeDocument": ("presentation.xml", f"{_SLIDES}.presentation.main+xml"),
            "slide": ("slides/slide#.xml", f"{_SLIDES}.slide+xml"),
            "slideLayout": ("slideLayouts/slideLayout#.xml", f"{_SLIDES}.slideLayout+xml"),
            "slideMaster": ("slideMasters/slideMaster#.xml", f"{_SLIDES}.slideMaster+xml"),
            "notesSlide": ("notesSlides/notesSlide#.xml", f"{_SLIDES}.notesSlide+xml"),
            "notesMaster": ("notesMasters/notesMaster#.xml", f"{_SLIDES}.notesMaster+xml"),
            "handoutMaster": ("handoutMasters/handoutMaster#.xml", f"{_SLIDES}.handoutMaster+xml"),
            "tableStyles": ("tableStyles.xml", f"{_SLIDES}.tableStyles+xml"),
            "comments": ("comments/comment#.xml", f"{_SLIDES}.comments+xml"),
            "commentAuthors": ("commentAuthors.xml", f"{_SLIDES}.commentAuthors+xml"),
            "modernComments": ("comments/modernComment#.xml", "application/vnd.ms-powerpoint.comments+xml"),
            "authors": ("authors.xml", "application/vnd.ms-powerpoint.authors+xml"),
        },
    ),
    FileKind.XLSX: (
        "xl/",
        {
            "officeDocument": ("workbook.xml", f"{_SHEETS}.sheet.main+xml"),
            "worksheet": ("worksheets/sheet#.xml", f"{_SHEETS}.worksheet+xml"),
            "chartsheet": ("chartsheets/sheet#.xml", f"{_SHEETS}.chartsheet+xml"),
            "sharedStrings": ("sharedStrings.xml", f"{_SHEETS}.sharedStrings+xml"),
            "styles": ("styles.xml", f"{_SHEETS}.styles+xml"),
            "table": ("tables/table#.xml", f"{_SHEETS}.table+xml"),
            "comments": ("comments#.xml", f"{_SHEETS}.comments+xml"),
            "drawing": ("drawings/drawing#.xml", f"{_OFFICE}.drawing+xml"),
        },
    ),
}


class PartNames:
    """The new names of the parts of one package."""

    def __init__(self, kind: FileKind) -> None:
        """Name the parts of a document of ``kind``."""
        self.folder, own = _PARTS[kind]
        self._table = _ANYWHERE | own
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def is_named(self, part: str) -> bool:
        """Return whether something leads to a part."""
        return part in self._names

    def knows(self, kind: str) -> bool:
        """Return whether there are such parts in a document of this kind."""
        return kind in self._table

    def name(self, part: str, kind: str) -> str:
        """Return the new name of a part that a relationship of ``kind`` leads to; numbers as they are asked for."""
        if part not in self._names:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._names[part] = self.folder + self._table[kind][0].replace("#", str(self._counts[kind]))
        return self._names[part]

    def media_type(self, kind: str) -> str:
        """Return the type of such a part."""
        return self._table[kind][1]
