"""Which delivery counts as what a reader was given."""

import pytest

from relay.service.exporting.contents import in_portions, sent_delivery
from relay.store.schema import Delivery, DeliveryAttempt, DeliveryKind, DeliveryState


def delivery(
    name: str, state: DeliveryState, *outcomes: str | None, kind: DeliveryKind = DeliveryKind.RELAY
) -> tuple[Delivery, tuple[DeliveryAttempt, ...]]:
    return Delivery(id=name, kind=kind, state=state), tuple(DeliveryAttempt(outcome=outcome) for outcome in outcomes)


@pytest.mark.parametrize(
    ("state", "outcomes", "counts"),
    [
        (DeliveryState.DELIVERED, ["delivered"], True),
        (DeliveryState.FAILED, ["temporary", "permanent"], False),
        (DeliveryState.QUEUED, ["temporary"], False),
        (DeliveryState.QUEUED, [], False),
        (DeliveryState.CANCELLED, [], False),
        (DeliveryState.QUEUED, ["uncertain"], True),  # lost after the data went out
        (DeliveryState.FAILED, ["uncertain", "permanent"], True),
        (DeliveryState.QUEUED, [None], True),  # its process died in the middle
        (DeliveryState.FAILED, ["delivered"], True),  # it bounced later
    ],
)
def test_what_may_have_arrived_counts(state: DeliveryState, outcomes: list[str | None], *, counts: bool) -> None:
    found = sent_delivery([delivery("dl_1", state, *outcomes)])
    assert (found is not None) == counts


def test_the_newest_counts_and_notices_do_not() -> None:
    sent = sent_delivery(
        [
            delivery("dl_1", DeliveryState.DELIVERED, "delivered"),
            delivery("dl_2", DeliveryState.DELIVERED, "delivered"),
            delivery("dl_3", DeliveryState.FAILED, "permanent"),
            delivery("dl_4", DeliveryState.DELIVERED, "delivered", kind=DeliveryKind.NOTICE),
        ]
    )
    assert sent is not None
    assert sent.id == "dl_2"


def test_portions_hold_four_mebibytes_or_one_larger_mail() -> None:
    mebibyte = 1024 * 1024
    sizes = [1, 2 * mebibyte, 2 * mebibyte, 9 * mebibyte, 1, 1]
    assert list(in_portions(sizes, lambda size: size)) == [[1, 2 * mebibyte], [2 * mebibyte], [9 * mebibyte], [1, 1]]
    assert [len(portion) for portion in in_portions(range(250), lambda _: 1)] == [100, 100, 50]
