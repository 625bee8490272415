"""How an evaluation of the policy is shown: a table, every miss and false alarm, or JSON."""

from typing import TYPE_CHECKING, Any

from relay.cli.output import print_table, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relay.service.evaluate import Case, Count, Evaluation, Share


def print_evaluation(evaluation: "Evaluation") -> None:
    """Print the whole evaluation for a person."""
    say(f"{evaluation.cases} labelled messages; {evaluation.unlabelled} lines without a label")
    say(f"violations held: {_share(evaluation.held.recall)}")
    say(f"clean mail that passes: {_share(evaluation.clean)}")
    say()
    rows = [_row("all (held or not)", evaluation.held)]
    rows += [_row(str(category), count) for category, count in sorted(evaluation.categories.items())]
    print_table(("category", "right", "wrong", "missed", "precision", "recall", "F1"), rows)
    _print_cases("Misses: to be held, but passed", evaluation.misses)
    _print_cases("False alarms: clean, but held", evaluation.false_alarms)
    _print_other(evaluation.other_categories)


def _row(name: str, count: "Count") -> tuple[object, ...]:
    f1 = "-" if count.f1 is None else f"{count.f1:.3f}"
    return name, count.right, count.wrong, count.missed, _share(count.precision), _share(count.recall), f1


def _share(share: "Share") -> str:
    if share.value is None:
        return "-"
    low, high = share.bounds
    return f"{share.value:.3f} [{low:.3f}, {high:.3f}] of {share.of}"


def _print_cases(title: str, cases: "Iterable[Case]") -> None:
    cases = list(cases)
    if not cases:
        return
    say()
    say(f"{title}: {len(cases)}")
    for case in cases:
        say()
        say(f"  {case.id}: wanted {_listed(case.label.categories)}; found {_listed(case.found)}")
        for line in case.text.splitlines():
            say(f"    {line}")


def _print_other(cases: "Iterable[Case]") -> None:
    cases = list(cases)
    if not cases:
        return
    say()
    say(f"Messages with categories missed or found beside: {len(cases)}")
    rows = [(case.id, sorted(case.missed), sorted(case.wrongly_found)) for case in cases]
    print_table(("id", "missed", "found beside"), rows)


def _listed(categories: "Iterable[object]") -> str:
    return ", ".join(sorted(str(category) for category in categories)) or "nothing"


def evaluation_as_json(evaluation: "Evaluation") -> dict[str, Any]:
    """Return the whole evaluation as plain values."""
    return {
        "cases": evaluation.cases,
        "unlabelled": evaluation.unlabelled,
        "overall": _count_as_json(evaluation.held),
        "clean_passed": _share_as_json(evaluation.clean),
        "categories": {str(name): _count_as_json(count) for name, count in sorted(evaluation.categories.items())},
        "misses": [_case_as_json(case) for case in evaluation.misses],
        "false_alarms": [_case_as_json(case) for case in evaluation.false_alarms],
        "other_categories": [_case_as_json(case) for case in evaluation.other_categories],
    }


def _count_as_json(count: "Count") -> dict[str, Any]:
    return {
        "right": count.right,
        "wrong": count.wrong,
        "missed": count.missed,
        "precision": _share_as_json(count.precision),
        "recall": _share_as_json(count.recall),
        "f1": count.f1,
    }


def _share_as_json(share: "Share") -> dict[str, Any]:
    low, high = share.bounds
    return {"value": share.value, "hits": share.hits, "of": share.of, "low": low, "high": high}


def _case_as_json(case: "Case") -> dict[str, Any]:
    return {
        "id": case.id,
        "expect": case.label.outcome.value,
        "decision": case.outcome.value,
        "missed": sorted(case.missed),
        "found_beside": sorted(case.wrongly_found),
        "text": case.text,
    }
