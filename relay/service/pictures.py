"""Pictures that a person let through before in the same pair do not hold again: a logo under every mail."""

from collections.abc import Mapping
from dataclasses import replace

from relay.masking.attachments import files_left_out
from relay.model.category import Category, Severity
from relay.model.finding import Finding
from relay.scanning.provenance import is_of_picture
from relay.service.changes import changes_from_text
from relay.store.archive import read_changes
from relay.store.pictures import deliveries_with, note_pictures, picture_hash
from relay.store.schema import Channel, Delivery, Message
from relay.store.unit import Unit

_SEEN = "this picture was released before in this pair"


def excuse_released(
    unit: Unit, message: Message, findings: tuple[Finding, ...], pictures: Mapping[str, tuple[str, ...]]
) -> tuple[Finding, ...]:
    """Return ``findings`` with those about pictures that the pair has had as mere information; note the new ones.

    ``pictures`` are digests of pixels by the name of their part. A picture counts as let through if a person
    released a message with it that went out without leaving out any file. Record the change afterwards.
    """
    if not pictures or message.pair_id is None or message.channel is not Channel.MASK:
        return findings
    hashes = {
        digest: picture_hash(unit.keyring, message, digest) for digests in pictures.values() for digest in digests
    }
    released = _released(unit, message, set(hashes.values()))
    note_pictures(unit, message, (pixel_hash for pixel_hash in hashes.values() if pixel_hash not in released))
    seen = {part for part, digests in pictures.items() if digests and {hashes[d] for d in digests} <= released}
    return tuple(
        replace(finding, severity=Severity.INFO, explanation=_SEEN)
        if finding.part in seen and (finding.category is Category.ATTACHMENT_IMAGE or is_of_picture(finding))
        else finding
        for finding in findings
    )


def _released(unit: Unit, message: Message, wanted: set[bytes]) -> set[bytes]:
    released: set[bytes] = set()
    for delivery, held in deliveries_with(unit.session, message, sorted(wanted)):
        if not held <= released and _brought_every_file(unit, delivery):
            released |= held
    return released


def _brought_every_file(unit: Unit, delivery: Delivery) -> bool:
    """Return whether it is known of a delivery that no file was left out of it."""
    text = read_changes(unit.session, unit.keyring, delivery)
    return text is not None and not files_left_out(changes_from_text(text))
