"""Remembered signatures: blocks of lines that are cut from what their sender writes."""

from typing import Any, Final

from fastapi import Response

from admin_api.guard import MayDecide, MayReadText, TheProgram
from admin_api.routers.base import checked_router
from admin_api.schemas.signatures import Signature, SignatureBody, Signatures
from relay.service.review import signatures

router = checked_router("", "signatures")

_KNOWN: Final[dict[int | str, dict[str, Any]]] = {200: {"model": Signature, "description": "It was remembered before."}}


@router.post("/messages/{message_id}/signature", status_code=201, responses=_KNOWN)
def remember_signature(
    actor: MayDecide, program: TheProgram, message_id: str, body: SignatureBody, response: Response
) -> Signature:
    """Remember lines of a message as its sender's signature: from now on they are cut, and do not hold."""
    done = signatures.remember_signature(program, actor, message_id, body.text)
    if not done.new:
        response.status_code = 200
    return Signature.model_validate(done.signature)


@router.get("/participants/{participant_id}/signatures")
def list_signatures(actor: MayReadText, program: TheProgram, participant_id: str) -> Signatures:
    """List the remembered signatures of a participant. The view is recorded."""
    found = signatures.list_signatures(program, actor, participant_id)
    return Signatures(items=[Signature.model_validate(one) for one in found])


@router.delete("/participants/{participant_id}/signatures/{signature_id}", status_code=204)
def forget_signature(actor: MayDecide, program: TheProgram, participant_id: str, signature_id: str) -> None:
    """Forget a signature: what its sender writes from now on is scanned and delivered as any other text."""
    signatures.forget_signature(program, actor, participant_id, signature_id)
