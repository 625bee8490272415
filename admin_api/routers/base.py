"""How routers are made: every one of their routes is checked (admin_api.route)."""

from typing import Final

from fastapi import APIRouter

from admin_api.route import CheckedRoute

API: Final = "/api/v1"


def checked_router(path: str, tag: str) -> APIRouter:
    """Return a router for what lies under ``path``."""
    return APIRouter(prefix=API + path, tags=[tag], route_class=CheckedRoute)
