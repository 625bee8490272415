"""Health, readiness and metrics, at the root and without a token: states and counts, never content."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from admin_api.guard import TheProgram
from admin_api.metrics import CONTENT_TYPE, Metrics
from admin_api.problems import Problem, respond
from relay.service.health import check_readiness

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """Say that the process answers; nothing else is asked."""
    return {"status": "ok"}


@router.get("/readyz")
def ready(request: Request, program: TheProgram) -> Response:
    """Say whether database, schema and keys can be used: 503 names what cannot.

    What mail and people can go on without, such as ClamAV, is told beside "ready" where it fails.
    """
    checks = check_readiness(program)
    failed = [check for check in checks if check.needed and not check.passed]
    if not failed:
        watched = {check.name: check.mend for check in checks if not check.passed}
        return JSONResponse({"status": "ready", **({"trouble": watched} if watched else {})})
    facts = {"checks": {check.name: "ok" if check.passed else check.mend for check in checks}}
    names = ", ".join(check.name for check in failed)
    return respond(request, Problem(503, "not-ready", f"Not ready: {names}.", facts=facts))


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Give the numbers in Prometheus's text format."""
    numbers: Metrics = request.app.state.metrics
    return Response(numbers.text(), media_type=CONTENT_TYPE)
