"""Threads: a pair's conversations, with their messages in order."""

from collections.abc import Sequence
from datetime import timedelta

from relay.model.errors import KeyDestroyedError
from relay.model.page import Page, PageRequest
from relay.model.permission import Permission, require
from relay.model.staff import StaffMember
from relay.model.supervision import Supervision, is_too_young
from relay.service import pairs
from relay.service.program import Program
from relay.service.review.bulk import MAX_BULK, BulkAction, decide_many
from relay.service.review.shaping import Reader, flag_views, message_items
from relay.service.review.showing import record_shown
from relay.service.review.views import BulkItem, SupervisionView, ThreadDetail, ThreadItem
from relay.store.flags import current_flags, on_thread
from relay.store.messages import held_in_thread, thread_page
from relay.store.pair_history import has_open_crisis, mentor_under_rule
from relay.store.people import PairView, birth_year, load_pair
from relay.store.schema import Thread
from relay.store.store import ReadSession
from relay.store.threads import facts_of, find_thread, thread_list


def authorise_thread(program: Program, actor: StaffMember, thread_id: str, permission: Permission) -> None:
    """Raise ForbiddenError for a wrong role, NotFoundError for a thread ``actor`` may not know of."""
    require(actor, permission)
    with program.store.read() as session:
        find_thread(session, actor, thread_id)


def list_threads(
    program: Program,
    actor: StaffMember,
    page: PageRequest,
    *,
    group: str | None = None,
    pair: str | None = None,
) -> Page[ThreadItem]:
    """Return a page of threads, the newest opened first; ``group`` is a name or an id."""
    require(actor, Permission.SEE_MESSAGES)
    with program.store.read() as session:
        found = thread_list(session, actor, page, group=group, pair=pair)
        shown = Page(_items(program, session, actor, found.items), found.next_cursor)
    record_shown(program, actor, "threads.listed", [item.id for item in shown.items])
    return shown


def get_thread(program: Program, actor: StaffMember, thread_id: str, page: PageRequest) -> ThreadDetail:
    """Return a thread with a page of its messages, oldest first."""
    require(actor, Permission.SEE_MESSAGES)
    with program.store.read() as session:
        thread = find_thread(session, actor, thread_id)
        (item,) = _items(program, session, actor, [thread])
        messages = thread_page(session, actor, thread_id, page)
        reader = Reader(program, actor)
        detail = ThreadDetail(
            item=item,
            messages=message_items(program, session, actor, messages.items),
            next_cursor=messages.next_cursor,
            flags=flag_views(reader, current_flags(session, on_thread(thread_id))),
            supervision=_supervision(program, session, reader, load_pair(session, thread.pair_id)),
        )
    record_shown(program, actor, "thread.viewed", [message.id for message in detail.messages], about=thread_id)
    return detail


def release_thread(
    program: Program, actor: StaffMember, thread_id: str, *, note: str = "", override: bool = False
) -> tuple[BulkItem, ...]:
    """Release every held message of a thread (at most 200 a call, oldest first), each by itself."""
    require(actor, Permission.DECIDE)
    with program.store.read() as session:
        find_thread(session, actor, thread_id)
        held = held_in_thread(session, actor, thread_id, MAX_BULK)
    if not held:
        return ()
    return decide_many(program, actor, BulkAction.RELEASE, held, note=note, override=override)


def set_supervision(
    program: Program,
    actor: StaffMember,
    thread_id: str,
    *,
    supervision: Supervision,
    n: int | None = None,
    rationale: str,
    expected_version: int | None = None,
) -> SupervisionView:
    """Set the supervision of the thread's pair; errors as in ``relay.service.pairs.set_supervision``."""
    require(actor, Permission.SUPERVISE)
    with program.store.read() as session:
        pair_id = find_thread(session, actor, thread_id).pair_id
    pairs.set_supervision(
        program,
        actor,
        pair_id,
        supervision=supervision,
        n=n,
        rationale=rationale,
        expected_version=expected_version,
    )
    with program.store.read() as session:
        view = load_pair(session, pair_id)
        return _supervision(program, session, Reader(program, actor), view)


def _items(
    program: Program, session: ReadSession, actor: StaffMember, threads: Sequence[Thread]
) -> tuple[ThreadItem, ...]:
    facts = facts_of(session, threads)
    program.keystore.fetch({fact.first.key_id for fact in facts.values() if fact.first})
    reader = Reader(program, actor)
    return tuple(
        ThreadItem(
            id=thread.id,
            pair_id=thread.pair_id,
            group=facts[thread.id].group,
            subject=reader.text(first, "subject") if (first := facts[thread.id].first) else None,
            messages=facts[thread.id].messages,
            held=facts[thread.id].held,
            last_received_at=facts[thread.id].last_received_at,
            created_at=thread.created_at,
        )
        for thread in threads
    )


def _supervision(program: Program, session: ReadSession, reader: Reader, view: PairView) -> SupervisionView:
    pair, group = view.pair, view.group
    return SupervisionView(
        pair_id=pair.id,
        own=pair.supervision,
        own_n=pair.supervision_n,
        group_default=group.supervision,
        group_n=group.supervision_n,
        hold_all_because=_hold_all_because(program, session, view),
        rationale=reader.text(pair, "supervision_rationale"),
        version=pair.version,
    )


def _hold_all_because(program: Program, session: ReadSession, view: PairView) -> tuple[str, ...]:
    now = program.now()
    days = program.policy_for(view.group.name).mentor_rule_days
    reasons = {
        "age": _is_young(program, view) and not view.pair.age_rule_lifted,
        "crisis": has_open_crisis(session, view.pair.id),
        "mentor": mentor_under_rule(session, view.mentor.id, now - timedelta(days=days)),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _is_young(program: Program, view: PairView) -> bool:
    try:
        year = birth_year(program.keyring, view.student)
    except KeyDestroyedError:
        year = None  # erased, so unknown: then the age rule holds
    return is_too_young(year, program.now())
