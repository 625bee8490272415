"""How an evaluation of the policy, or of two, is shown: tables, every miss and false alarm, or JSON."""

from typing import TYPE_CHECKING, Any

from relay.cli.output import cell, print_table, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from relay.service.evaluate import Case, Changed, Comparison, Evaluation
    from relay.service.measures import Count, Share, Tally


def print_evaluation(evaluation: "Evaluation") -> None:
    """Print the whole evaluation for a person."""
    say(f"{_count(evaluation.cases, 'labelled message')}; {_count(evaluation.unlabelled, 'line')} without a label")
    say(f"violations held: {_share(evaluation.held.recall)}")
    say(f"clean mail that passes: {_share(evaluation.clean)}")
    say()
    rows = [_row("all (held or not)", evaluation.held)]
    rows += [_row(str(category), count) for category, count in sorted(evaluation.categories.items())]
    print_table(("category", "right", "wrong", "missed", "precision", "recall", "F1"), rows)
    _print_groups(evaluation)
    _print_cases("Misses: to be held, but passed", evaluation.misses)
    _print_cases("False alarms: clean, but held", evaluation.false_alarms)
    _print_other(evaluation.other_categories)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _row(name: str, count: "Count") -> tuple[object, ...]:
    return name, count.right, count.wrong, count.missed, _share(count.precision), _share(count.recall), _f1(count)


def _f1(count: "Count") -> str:
    return "-" if count.f1 is None else f"{count.f1:.3f}"


def _share(share: "Share") -> str:
    if share.value is None:
        return "-"
    low, high = share.bounds
    return f"{share.value:.3f} [{low:.3f}, {high:.3f}] of {share.of}"


def _print_groups(evaluation: "Evaluation") -> None:
    say()
    rows = [
        (group, value, _share(tally.held.recall), *_exactness(tally), _share(tally.clean))
        for (group, value), tally in sorted(evaluation.groups.items())
    ]
    print_table(("by", "value", "violations held", "precision", "F1", "clean mail that passes"), rows)


def _exactness(tally: "Tally") -> tuple[str, str]:
    """Return precision and F1; both say nothing of a kind that is clean throughout, as near misses are."""
    return (_share(tally.held.precision), _f1(tally.held)) if tally.held.recall.of else ("-", "-")


def _print_cases(title: str, cases: "Iterable[Case]") -> None:
    cases = list(cases)
    if not cases:
        return
    say()
    say(f"{title}: {len(cases)}")
    for case in cases:
        say()
        say(f"  {case.id}: wanted {_listed(case.label.categories)}; found {_listed(case.found)}")
        _print_text(case.text)


def _print_text(text: str) -> None:
    for line in text.splitlines():
        say(f"    {cell(line)}")


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


def print_comparison(comparison: "Comparison") -> None:
    """Print what changed from one policy to the other, for a person."""
    before, after = comparison.before, comparison.after
    cases, unlabelled = _count(after.cases, "labelled message"), _count(after.unlabelled, "line")
    say(f"{cases} under both policies; {unlabelled} without a label")
    say(f"violations held: before {_share(before.held.recall)}")
    say(f"                 now    {_share(after.held.recall)}")
    say(f"clean mail that passes: before {_share(before.clean)}")
    say(f"                        now    {_share(after.clean)}")
    say()
    rows = [_compared("all (held or not)", before.held, after.held)]
    rows += [_compared(str(name), old, new) for name, old, new in _changed_counts(comparison)]
    print_table(("category", "right", "wrong", "missed", "precision", "recall", "F1"), rows)
    say()
    say(f"Messages of which the policies say different things: {len(comparison.changed)}")
    for changed in comparison.changed:
        say()
        say(f"  {changed.after.id}: {_change(changed)}; wanted {_listed(changed.after.label.categories)}")
        _print_text(changed.after.text)


def _compared(name: str, before: "Count", after: "Count") -> tuple[str, ...]:
    def both(figure: "Callable[[Count], str]") -> str:
        old, new = figure(before), figure(after)
        return old if old == new else f"{old} → {new}"

    return (
        name,
        both(lambda count: str(count.right)),
        both(lambda count: str(count.wrong)),
        both(lambda count: str(count.missed)),
        both(lambda count: _value(count.precision)),
        both(lambda count: _value(count.recall)),
        both(_f1),
    )


def _value(share: "Share") -> str:
    return "-" if share.value is None else f"{share.value:.3f}"


def _changed_counts(comparison: "Comparison") -> "Iterable[tuple[object, Count, Count]]":
    from relay.service.measures import Count

    before, after = comparison.before.categories, comparison.after.categories
    for category in sorted({*before, *after}):
        old, new = before.get(category, Count()), after.get(category, Count())
        if old != new:
            yield category, old, new


def _change(changed: "Changed") -> str:
    before, after = changed.before, changed.after
    told = f"{before.outcome} → {after.outcome}" if before.outcome is not after.outcome else f"still {after.outcome}"
    more, less = after.found - before.found, before.found - after.found
    told += f", now also {_listed(more)}" if more else ""
    return told + (f", no longer {_listed(less)}" if less else "")


def evaluation_as_json(evaluation: "Evaluation") -> dict[str, Any]:
    """Return the whole evaluation as plain values."""
    groups: dict[str, dict[str, Any]] = {}
    for (group, value), tally in sorted(evaluation.groups.items()):
        groups.setdefault(group, {})[value] = _tally_as_json(tally)
    return {
        "cases": evaluation.cases,
        "unlabelled": evaluation.unlabelled,
        "overall": _count_as_json(evaluation.held),
        "clean_passed": _share_as_json(evaluation.clean),
        "categories": {str(name): _count_as_json(count) for name, count in sorted(evaluation.categories.items())},
        "by": groups,
        "misses": [_case_as_json(case) for case in evaluation.misses],
        "false_alarms": [_case_as_json(case) for case in evaluation.false_alarms],
        "other_categories": [_case_as_json(case) for case in evaluation.other_categories],
    }


def comparison_as_json(comparison: "Comparison") -> dict[str, Any]:
    """Return both evaluations and what changed as plain values."""
    return {
        "before": evaluation_as_json(comparison.before),
        "after": evaluation_as_json(comparison.after),
        "changed": [_changed_as_json(changed) for changed in comparison.changed],
    }


def _tally_as_json(tally: "Tally") -> dict[str, Any]:
    return _count_as_json(tally.held) | {"clean_passed": _share_as_json(tally.clean)}


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
        "file": case.source,
        "expect": case.label.outcome.value,
        "decision": case.outcome.value,
        "missed": sorted(case.missed),
        "found_beside": sorted(case.wrongly_found),
        "text": case.text,
    }


def _changed_as_json(changed: "Changed") -> dict[str, Any]:
    before, after = changed.before, changed.after
    return {
        "id": after.id,
        "file": after.source,
        "expect": after.label.outcome.value,
        "before": {"decision": before.outcome.value, "categories": sorted(before.found)},
        "after": {"decision": after.outcome.value, "categories": sorted(after.found)},
        "text": after.text,
    }
