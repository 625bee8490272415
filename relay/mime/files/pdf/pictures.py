"""Pages of a PDF as pictures, so that what is drawn or scanned can be read."""

from collections.abc import Iterator

import pypdfium2
from PIL import Image

from relay.mime.files.reading import BROKEN, UnreadableFileError

_SIDE = 2000  # pixels of a page's longer side: some 170 dots an inch
_MOST_SCALE = 4.0  # of a page that is a stamp


def pictures_of_pages(content: bytes, most: int) -> Iterator[Image.Image]:
    """Yield the first ``most`` pages in shades of grey. Raises UnreadableFileError."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(BROKEN) from error
    try:
        for number in range(min(len(document), most)):
            page = document[number]
            scale = min(_SIDE / max(*page.get_size(), 1.0), _MOST_SCALE)
            yield page.render(scale=scale, grayscale=True).to_pil().convert("L")
            page.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(BROKEN) from error
    finally:
        document.close()
