"""What the look of a page needs: every entry that is copied. What is not named here does not come along.

From ISO 32000-1, the tables in the comments. Left out on purpose: /Metadata, /PieceInfo, /LastModified, /OPI,
/Alternates, /Ref, /Name, /StructParent(s), /OC (what a layer hid is shown, since it was read), /AF, /FontFamily,
/CharSet, halftones.
"""

RESOURCES = frozenset({"/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font"})  # 33, each by name
BY_NAME = frozenset({"/CharProcs", "/Colorants"})  # dictionaries whose keys are anybody's

LOOK = frozenset(
    {
        "/Type", "/Subtype",
        # of forms (95), groups (96, 147) and patterns (75, 76)
        "/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/S", "/CS", "/I", "/K", "/G", "/BC",
        "/PatternType", "/PaintType", "/TilingType", "/XStep", "/YStep", "/Shading", "/ExtGState",
        # of images (table 89)
        "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask", "/Decode",
        "/Interpolate", "/SMask", "/SMaskInData", "/Matte",
        # graphics state (58)
        "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/Font", "/TR", "/TR2", "/FL", "/SM", "/SA",
        "/BM", "/CA", "/ca", "/AIS", "/TK",
        # shadings (78 to 84), functions (38 to 41)
        "/ShadingType", "/Background", "/AntiAlias", "/Domain", "/Function", "/Coords", "/Extend",
        "/BitsPerCoordinate", "/BitsPerFlag", "/VerticesPerRow",
        "/FunctionType", "/Range", "/Size", "/BitsPerSample", "/Order", "/Encode", "/C0", "/C1", "/N", "/Functions",
        "/Bounds",
        # colour spaces (63 to 66, 71, 72)
        "/Alternate", "/WhitePoint", "/BlackPoint", "/Gamma", "/Colorants", "/Process", "/Components",
        # fonts (111 to 122)
        "/BaseFont", "/FirstChar", "/LastChar", "/Widths", "/FontDescriptor", "/Encoding", "/ToUnicode", "/FontBBox",
        "/FontMatrix", "/CharProcs", "/DescendantFonts", "/CIDSystemInfo", "/DW", "/W", "/DW2", "/W2", "/CIDToGIDMap",
        "/BaseEncoding", "/Differences", "/CMapName", "/WMode", "/UseCMap", "/Registry", "/Ordering", "/Supplement",
        "/FontName", "/FontStretch", "/FontWeight", "/Flags", "/ItalicAngle", "/Ascent", "/Descent", "/Leading",
        "/CapHeight", "/XHeight", "/StemV", "/StemH", "/AvgWidth", "/MaxWidth", "/MissingWidth",
        "/FontFile", "/FontFile2", "/FontFile3", "/Length1", "/Length2", "/Length3",
        # filters (8, 11 to 13)
        "/Predictor", "/Colors", "/Columns", "/EarlyChange", "/EndOfLine", "/EncodedByteAlign", "/Rows",
        "/EndOfBlock", "/BlackIs1", "/DamagedRowsBeforeError", "/JBIG2Globals", "/ColorTransform",
    }
)  # fmt: skip
STRINGS = frozenset({"/Registry", "/Ordering"})  # the only entries above whose value is a string
FONT_NAMES = frozenset({"/BaseFont", "/FontName"})
# Values that the standard itself names, some of which are surnames, too.
STANDARD_NAMES = frozenset(
    {
        "/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/CalGray", "/CalRGB", "/Lab", "/ICCBased", "/Indexed", "/Pattern",
        "/Separation", "/DeviceN", "/NChannel", "/All", "/None", "/Black", "/Cyan", "/Magenta", "/Yellow", "/Red",
        "/Green", "/Blue", "/Gray", "/White", "/Orange", "/Violet", "/Normal", "/Compatible", "/Multiply", "/Screen",
        "/Overlay", "/Darken", "/Lighten", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color",
        "/Luminosity", "/Alpha", "/Identity", "/Default", "/Perceptual", "/Form", "/Image", "/Font", "/Mask", "/Group",
        "/XObject", "/Encoding", "/CMap", "/Transparency", "/space",
    }
)  # fmt: skip

PAGE = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")  # 30; resources, contents and annotations apart

# Annotations (164 to 183): the kinds that show something on the page.
SHOWN = frozenset(
    {"/Link", "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight"}
    | {"/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink"}
)
AS_STAMPS = frozenset({"/Widget", "/Watermark"})  # what they show stays, what they are does not
PLACE = frozenset({"/Rect", "/Rotate"})
MARK = frozenset(
    {
        "/C", "/Border", "/BS", "/Q", "/QuadPoints", "/L", "/LE", "/LL", "/LLE", "/IC", "/BE",
        "/Vertices", "/InkList", "/CL", "/RD", "/CA", "/H", "/Sy",
    }
)  # fmt: skip
MARK_STYLE = frozenset({"/W", "/S", "/D", "/I"})  # of a border (166, 167)
ICONS = frozenset({"/Comment", "/Key", "/Note", "/Help", "/NewParagraph", "/Paragraph", "/Insert"})  # 172
