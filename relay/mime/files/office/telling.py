"""What tells more about its makers than the document says, as tables: it is taken out of every part that is read.

Names are those of ECMA-376 and ODF 1.3 in the short form of `markup.short`. The words are for people.
"""

AUTHORS = "the authors' names"
CUSTOM = "custom data"
EDITING = "traces of editing"
EMBEDDED_FILE = "an embedded file"
FILE_NAMES = "names of picture files"
FONTS = "embedded fonts"
FORMS = "form fields"
INK = "handwriting"
LINKS = "links to other files"
MACRO = "macros"
MEDIA = "a sound or film"
OTHER_FORM = "another form of the text"
PIVOTS = "pivot tables"
PRINTER = "printer settings"
PROPERTIES = "document properties"
SIGNATURE = "a signature"
TEXT_FORMULAS = "formulas that put texts together"  # their last values stay
THUMBNAIL = "a thumbnail"
UNKNOWN_DATA = "other data"
VIEWS = "personal views"

NEUTRAL_AUTHOR, NEUTRAL_INITIALS = "Author", "A"
_NO_DATE = "2000-01-01T00:00:00"  # where the format asks for one

# Elements that go with everything in them, and what that is called; "" where it is not worth a word.
DROPPED: dict[str, str] = {
    # Word
    "w:docVars": CUSTOM, "w:customXmlPr": CUSTOM, "w:smartTagPr": CUSTOM, "w:dataBinding": CUSTOM,
    "w:placeholder": "", "w:proofErr": "", "w:lastRenderedPageBreak": "",
    "w:attachedTemplate": LINKS, "w:mailMerge": LINKS, "w:attachedSchema": CUSTOM,
    "w:altChunk": EMBEDDED_FILE, "w:subDoc": EMBEDDED_FILE, "w:control": EMBEDDED_FILE, "o:OLEObject": EMBEDDED_FILE,
    "w:contentPart": INK, "o:ink": INK, "p:contentPart": INK, "o:signatureline": SIGNATURE,
    "w:permStart": AUTHORS, "w:permEnd": "", "w:entryMacro": MACRO, "w:exitMacro": MACRO,
    "w:rPrChange": EDITING, "w:pPrChange": EDITING, "w:sectPrChange": EDITING, "w:tblPrChange": EDITING,
    "w:tblPrExChange": EDITING, "w:tcPrChange": EDITING, "w:trPrChange": EDITING, "w:tblGridChange": EDITING,
    "w:numberingChange": EDITING, "w:cellIns": EDITING, "w:cellDel": EDITING, "w:cellMerge": EDITING,
    "w:embedRegular": FONTS, "w:embedBold": FONTS, "w:embedItalic": FONTS, "w:embedBoldItalic": FONTS,
    "w:printerSettings": PRINTER,
    # PowerPoint and drawings
    "p:custDataLst": CUSTOM, "p:controls": FORMS, "p:embeddedFontLst": FONTS, "p:smartTags": CUSTOM,
    "p:snd": MEDIA, "p:sndAc": MEDIA, "a:snd": MEDIA, "a:audioFile": MEDIA, "a:videoFile": MEDIA,
    "a:wavAudioFile": MEDIA, "a:quickTimeFile": MEDIA, "a:audioCd": MEDIA, "p14:media": MEDIA,
    "p14:creationId": "", "p14:modifyId": "", "p14:laserTraceLst": INK, "p14:bmkLst": "",
    "c:externalData": "", "c:pivotSource": PIVOTS, "c:pivotFmts": "", "c:printSettings": "",
    # Excel
    "x:fileVersion": "", "x:fileSharing": AUTHORS, "x:webPublishing": LINKS, "x:webPublishObjects": LINKS,
    "x:webPublishItems": LINKS, "x:fileRecoveryPr": "", "x:externalReferences": LINKS, "x:pivotCaches": PIVOTS,
    "x:customWorkbookViews": VIEWS, "x:customSheetViews": VIEWS, "x:customProperties": CUSTOM, "x:smartTagPr": CUSTOM,
    "x:smartTagTypes": CUSTOM, "x:smartTags": CUSTOM, "x:oleObjects": EMBEDDED_FILE, "x:controls": FORMS,
    "x:legacyDrawingHF": "pictures beside the page", "x:drawingHF": "pictures beside the page",
    "x:scenarios": AUTHORS, "x:volTypes": "", "x:oleSize": "", "x:cellWatches": "", "x:xmlColumnPr": CUSTOM,
    "x14:slicerList": PIVOTS, "x14:slicerCaches": PIVOTS, "x14:pivotCaches": PIVOTS, "x14:slicerStyles": "",
    # OpenDocument
    "office:scripts": MACRO, "office:event-listeners": MACRO, "script:event-listener": MACRO, "text:script": MACRO,
    "presentation:event-listener": MACRO, "office:forms": FORMS, "draw:control": FORMS, "office:meta": PROPERTIES,
    "draw:plugin": EMBEDDED_FILE, "draw:applet": EMBEDDED_FILE,
    "draw:floating-frame": EMBEDDED_FILE, "draw:object-ole": EMBEDDED_FILE, "office:binary-data": EMBEDDED_FILE,
    "text:dde-connection-decls": LINKS, "table:dde-links": LINKS, "office:dde-source": LINKS,
    "table:table-source": LINKS, "table:cell-range-source": LINKS, "text:section-source": LINKS,
    "table:database-ranges": LINKS, "text:alphabetical-index-auto-mark-file": LINKS, "meta:creator-initials": AUTHORS,
    "meta:date-string": EDITING, "svg:font-face-src": FONTS, "table:tracked-changes": EDITING,
}  # fmt: skip

# Elements whose content stays in their place: marks around text, and fields that fill themselves in for each reader.
UNWRAPPED = frozenset(
    {
        "w:smartTag", "w:customXml", "w:bdo", "w:dir", "text:execute-macro", "text:dde-connection", "text:meta",
        "text:meta-field", "text:file-name", "text:template-name", "text:author-name", "text:author-initials",
        "text:initial-creator", "text:creator", "text:creation-date", "text:creation-time", "text:description",
        "text:printed-by", "text:printed-date", "text:printed-time", "text:modification-date",
        "text:modification-time", "text:title", "text:subject", "text:keywords", "text:editing-duration",
        "text:editing-cycles", "text:user-defined", "text:database-display", "text:database-next",
        "text:database-row-select", "text:database-row-number", "text:database-name", "text:sender-firstname",
        "text:sender-lastname", "text:sender-initials", "text:sender-title", "text:sender-position",
        "text:sender-email", "text:sender-phone-private", "text:sender-fax", "text:sender-company",
        "text:sender-phone-work", "text:sender-street", "text:sender-city", "text:sender-postal-code",
        "text:sender-country", "text:sender-state-or-province",
    }
)  # fmt: skip

# Attributes that go, on any element or on one ("element@attribute"), and what that is called.
DROPPED_ATTRIBUTES: dict[str, str] = {
    "w:rsid": EDITING, "w:rsidR": EDITING, "w:rsidRPr": EDITING, "w:rsidP": EDITING, "w:rsidDel": EDITING,
    "w:rsidSect": EDITING, "w:rsidRDefault": EDITING, "w:rsidTr": EDITING, "w:date": EDITING, "w14:paraId": "",
    "w14:textId": "", "p:cm@dt": EDITING, "codeName": "", "securityDescriptor": AUTHORS,
    "o:gfxdata": "", "o:href": LINKS, "href": LINKS, "o:title": FILE_NAMES, "r:link": LINKS, "r:href": LINKS,
    "r:pict": "", "x:dataValidations@count": "", "x:tableParts@count": "", "x:table@connectionId": "",
    "x:table@tableType": "", "x:tableColumn@queryTableFieldId": "", "x:pageSetup@r:id": PRINTER,
    "x:cfRule@pivot": "", "macro": MACRO, "mc:ProcessContent": "", "mc:MustUnderstand": "", "mc:PreserveElements": "",
    "mc:PreserveAttributes": "", "script:event-name": MACRO, "meta:editing-cycles": EDITING,
}  # fmt: skip

# Attributes that the format asks for: what stands in them instead.
NEUTRAL_ATTRIBUTES: dict[str, str] = {
    "w:author": NEUTRAL_AUTHOR, "w:initials": NEUTRAL_INITIALS,
    "p:cmAuthor@name": NEUTRAL_AUTHOR, "p:cmAuthor@initials": NEUTRAL_INITIALS,
    "p188:author@name": NEUTRAL_AUTHOR, "p188:author@initials": NEUTRAL_INITIALS,
    "p188:author@userId": NEUTRAL_AUTHOR, "p188:author@providerId": "None",
    "p188:cm@created": f"{_NO_DATE}.000", "p188:reply@created": f"{_NO_DATE}.000",
}  # fmt: skip

# Elements whose text is one of these.
NEUTRAL_TEXTS: dict[str, str] = {"x:author": NEUTRAL_AUTHOR, "dc:creator": NEUTRAL_AUTHOR, "dc:date": _NO_DATE}

# What of Word's settings changes how a document looks; everything else in them goes.
SETTINGS = frozenset(
    {
        "w:evenAndOddHeaders", "w:mirrorMargins", "w:alignBordersAndEdges", "w:bordersDoNotSurroundHeader",
        "w:bordersDoNotSurroundFooter", "w:gutterAtTop", "w:displayBackgroundShape", "w:defaultTabStop",
        "w:autoHyphenation", "w:consecutiveHyphenLimit", "w:hyphenationZone", "w:doNotHyphenateCaps",
        "w:characterSpacingControl", "w:noLineBreaksAfter", "w:noLineBreaksBefore", "w:footnotePr", "w:endnotePr",
        "w:compat", "w:documentProtection", "w:trackRevisions", "w:bookFoldPrinting", "w:bookFoldRevPrinting",
        "w:drawingGridHorizontalSpacing", "w:drawingGridVerticalSpacing", "w:noPunctuationKerning",
        "w:strictFirstAndLastChars", "w:printTwoOnOne", "w:themeFontLang", "w:clrSchemeMapping", "w:decimalSymbol",
        "w:listSeparator", "m:mathPr",
    }
)  # fmt: skip
