"""One attached file alone, as it goes along with its mail: for whoever has to decide on that mail."""

from dataclasses import replace

from relay.masking.attachments import Attaching, clean_files
from relay.masking.frame import Frame, LeftOutError, MaskingError
from relay.masking.letter import Attachment, Letter, write
from relay.masking.redaction import texts_of
from relay.masking.text import Ledger, masker_of
from relay.masking.verification import identities_left
from relay.mime.files.looking import with_kinds
from relay.mime.tree import MessageTree
from relay.model.identity import Identity

_TELLS = "something that gives a person away is left in it"


def mask_file(
    tree: MessageTree, number: int, *, writer: Identity, reader: Identity, frame: Frame, footer: str
) -> Attachment:
    """Return the file that ``reader`` gets of attachment ``number`` (from 1) of ``tree``, as `mask` delivers it.

    What a monitor takes out with a release is not taken out of it. Raises LeftOutError for a file that is not
    delivered, MaskingError where cleaning breaks, IndexError for a number that the mail does not have.
    """
    part = with_kinds(tree).attachments[number - 1]
    try:
        masker = masker_of(writer, reader, frame, footer)
        alone = replace(tree, parts=(part,))
        attaching = Attaching(texts_of(alone), masker, Ledger(), frozenset())
        file = attaching.attach_one(part, number, clean_files(alone, masker))
        is_telling = tells(file, writer, reader, frame)
    except MaskingError:
        raise
    except Exception as error:  # whatever breaks, nothing is shown and nobody's text is in the error
        raise MaskingError(f"masking failed: {type(error).__name__}") from error
    if is_telling:
        raise LeftOutError(_TELLS)
    return file


def tells(file: Attachment, writer: Identity, reader: Identity, frame: Frame) -> bool:
    """Return whether the last look finds one of the two in ``file``: at finished bytes, as in every mail."""
    return bool(identities_left(write(Letter("", "", "", (file,)), writer, reader, frame), writer, reader))
