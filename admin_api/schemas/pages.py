"""Lists: which page is asked for, and the page given."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from pydantic import Field

from admin_api.schemas.fields import Asked, Shown
from relay.model.page import DEFAULT_LIMIT, MAX_LIMIT, Page, PageRequest, decode_cursor, encode_cursor

T = TypeVar("T", bound=Shown)
V = TypeVar("V")


class PageQuery(Asked):
    """Which page: ``limit`` items behind ``cursor``, which comes from the page before."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    cursor: Annotated[str | None, Field(max_length=500)] = None

    def request(self) -> PageRequest:
        """Return what the use cases take."""
        return PageRequest(self.limit, self.cursor)


class ListOf(Shown, Generic[T]):
    """A page of a list; ``next_cursor`` is null on the last one."""

    items: list[T]
    next_cursor: str | None


def shown_page(model: type[T], page: Page[V]) -> ListOf[T]:
    """Return a page of views as records of ``model``."""
    return ListOf(items=[model.model_validate(item) for item in page.items], next_cursor=page.next_cursor)


def cut(views: Sequence[V], page: PageRequest, order: str, key: Callable[[V], str]) -> Page[V]:
    """Return a page of a short list that a use case gives whole, sorted by ``key``."""
    after = str(decode_cursor(page.cursor, order, [str])[0]) if page.cursor else ""
    rest = sorted((view for view in views if key(view) > after), key=key)
    items = tuple(rest[: page.limit])
    return Page(items, encode_cursor(order, [key(items[-1])]) if len(rest) > page.limit else None)
