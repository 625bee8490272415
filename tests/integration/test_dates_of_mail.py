"""What the clock of a writer's machine says orders nothing and is not passed on."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from relay.model.page import PageRequest
from relay.service.review.threads import get_thread
from tests.support.post_office import open_post_office
from tests.support.review_story import GRETA, RUTH, TIM


@pytest.mark.parametrize(
    "date",
    ["Thu, 01 Jan 2037 00:00:00 -0600", "Thu, 01 Jan 1970 00:00:00 +0000", "Mon, 99 Foo 0000 99:99:99 +9999", ""],
)
async def test_a_wrong_clock_moves_no_mail_of_a_thread(
    tmp_path: Path, database_url: str, date: str
) -> None:  # C25, E27
    async with open_post_office(tmp_path, database_url) as office:
        pair, clock = office.story.greta_and_tim, office.story.clock
        received, delivered = [], []
        for writer, to, own in (
            (GRETA, pair.student.masked_address, "Mon, 23 Nov 2026 06:00:00 -0600"),
            (TIM, pair.mentor.masked_address, date),
            (GRETA, pair.student.masked_address, "Mon, 23 Nov 2026 06:05:00 -0600"),
        ):
            mail = office.write(writer, to, Subject="Re: The bridge", Date=own)
            message = office.message(await office.hand_in(mail, to))
            assert abs(message.received_at - clock()) < timedelta(minutes=1)
            received.append(message)
            office.scan()
            delivered += [message_from_bytes(data, policy=default) for _, _, data in await office.deliver()]
            clock.advance(minutes=2)
        thread_id = str(received[0].thread_id)
        page = get_thread(office.story.program, office.story.staff(RUTH), thread_id, PageRequest())
        assert [item.id for item in page.messages] == [message.id for message in received]
        sent = [mail["Date"].datetime for mail in delivered]
        assert sent == sorted(sent)
        assert all(
            abs(moment - message.received_at) < timedelta(minutes=1)
            for moment, message in zip(sent, received, strict=True)
        )
