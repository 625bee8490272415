"""The tables of policy.toml, checked and turned into a `Policy`."""

from collections.abc import Mapping
from dataclasses import replace

from relay.config.phrase_lists import read_allowed, read_phrases
from relay.config.phrases import WordLists
from relay.config.policy_reader import Table
from relay.config.toml_lines import nearest, nearest_word
from relay.model.category import INFORMATION_CATEGORIES, RULE_CATEGORIES, Action, Category, Severity
from relay.model.identity import Role
from relay.model.policy import (
    KNOWN_GATES,
    CategoryPolicy,
    GatePolicy,
    OpinionPolicy,
    PhraseRule,
    Policy,
    SamplePolicy,
    ScanPolicy,
)

SECTIONS = (
    "supervision", "gates", "scan", "allow", "attachments", "links", "categories", "words", "excuses",
    "rule", "without_rules", "opinion",
)  # fmt: skip
_RULE_KEYS = (
    "id", "category", "explanation", "phrases", "likely", "hints", "except", "except_from_mentor", "severity", "author",
    "excused_by",
)  # fmt: skip
LANGUAGES = ("en", "es")
_MOST_EXPLANATION = 160

# In the place of a line with a mistake that is told: nothing else is then told of its category.
STAND_IN = CategoryPolicy(Severity.CRITICAL, Action.HOLD_AND_ALERT)


def read_policy(table: Table, base: Policy, words: WordLists) -> tuple[Policy, WordLists]:
    """Return ``base`` with what ``table`` says over it, and the word lists in force.

    For the program's policy ``base`` holds the defaults; for a group's, the program's policy.
    """
    words = {**words, **_word_lists(table.table("words"))}
    supervision = table.table("supervision")
    supervision.expect_only(("mentor_rule_days", "sample_first", "sample_share"))
    policy = replace(
        base,
        categories=_categories(table.table("categories"), base.categories),
        scan=_scan(table, base.scan, words),
        sample=SamplePolicy(
            supervision.whole("sample_first", base.sample.first),
            supervision.share("sample_share", base.sample.share),
        ),
        gates=_gates(table.table("gates"), base.gates),
        mentor_rule_days=supervision.whole("mentor_rule_days", base.mentor_rule_days),
    )
    return policy, words


def _word_lists(table: Table) -> dict[str, tuple[str, ...]]:
    return {name: table.texts(name) for name in table.values}


def _categories(table: Table, base: Mapping[Category, CategoryPolicy]) -> dict[Category, CategoryPolicy]:
    known = [category.value for category in Category]
    table.expect_only(known)
    found = dict(base)
    for name in table.values:
        if name not in known:
            meant = nearest_word(name, known)
            found.update({Category(meant): STAND_IN} if meant and meant not in found else {})
        elif (category := Category(name)) in INFORMATION_CATEGORIES:
            table.problem(name, "is information for the monitor and never holds: no policy sets it")
        else:
            found[category] = _category(table, category, base.get(category))
    return found


def _category(table: Table, category: Category, before: CategoryPolicy | None) -> CategoryPolicy:
    """Return what the line of a category says over ``before``; with a mistake in it, which is noted, a stand-in."""
    noted = len(table.problems.found)
    entry = table.table(category.value)
    entry.expect_only(("severity", "action", "mentor_action"))
    severity = entry.choice("severity", Severity, before.severity if before else None)
    action = entry.choice("action", Action, before.action if before else None)
    mentor_action = entry.choice("mentor_action", Action, before.mentor_action if before else None)
    if len(table.problems.found) > noted:
        return STAND_IN
    if severity is None or action is None:
        table.problem(category.value, "both severity and action are wanted")
        return STAND_IN
    return CategoryPolicy(severity, action, mentor_action)


def _gates(table: Table, base: GatePolicy) -> GatePolicy:
    table.expect_only(("mentor", "student", "attest_days", "custom"))
    # A gate that nobody can meet or, worse, a consent that nobody asks for: a slip of the pen is an error.
    known = (*KNOWN_GATES, *table.texts("custom", ()))
    for member in ("mentor", "student"):
        for gate in table.texts(member, ()):
            if gate not in known:
                own = "one of your own must be listed in gates.custom"
                table.problem(member, f'"{gate}" is no known gate ({own}){nearest(gate, known)}', value=gate)
    return GatePolicy(
        table.texts("mentor", base.mentor),
        table.texts("student", base.student),
        table.whole("attest_days", base.attest_days),
    )


def _scan(table: Table, base: ScanPolicy, words: WordLists) -> ScanPolicy:
    scan, allow, links = table.table("scan"), table.table("allow"), table.table("links")
    attachments = table.table("attachments")
    scan.expect_only(("languages",))
    allow.expect_only(("contacts", "names", "schools", "places", "events", "private"))
    links.expect_only(("known", "suspicious"))
    attachments.expect_only(("types",))
    languages = scan.texts("languages", base.languages)
    for language in languages:
        if language not in LANGUAGES:
            told = f'"{language}" cannot be scanned; known are "en" and "es"'
            scan.problem("languages", told, value=language)
    excuses = {**base.excuses, **_excuses(table.table("excuses"), words)}
    return ScanPolicy(
        rules=_rules(table, base.rules, words, excuses),
        excuses=excuses,
        languages=languages,
        public_contacts=_added(base.public_contacts, allow.texts("contacts")),
        public_names=_added(base.public_names, allow.texts("names")),
        approved_events=_added(base.approved_events, read_allowed(allow, "events", words)),
        allowed_schools=_added(base.allowed_schools, read_allowed(allow, "schools", words)),
        allowed_places=_added(base.allowed_places, read_allowed(allow, "places", words)),
        private_arrangements=_added(base.private_arrangements, read_phrases(allow, "private", words)),
        allowed_attachment_types=attachments.texts("types", base.allowed_attachment_types),
        link_domains_known=_added(base.link_domains_known, links.texts("known")),
        link_domains_suspicious=_added(base.link_domains_suspicious, links.texts("suspicious")),
        opinion=_opinion(table.table("opinion"), base.opinion),
    )


def _opinion(table: Table, base: OpinionPolicy) -> OpinionPolicy:
    table.expect_only(("use", "thresholds"))
    thresholds = table.table("thresholds")
    thresholds.expect_only(category.value for category in Category)
    found = dict(base.thresholds)
    for category in Category:
        if category.value in thresholds.values:
            found[category] = thresholds.share(category.value, found.get(category, 1.0))
    return OpinionPolicy(table.flag("use", default=base.use), found)


def _added(base: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*base, *more)))


def _excuses(table: Table, words: WordLists) -> dict[str, tuple[str, ...]]:
    return {name: read_phrases(table, name, words) for name in table.values}


def _rules(
    table: Table, base: tuple[PhraseRule, ...], words: WordLists, excuses: Mapping[str, object]
) -> tuple[PhraseRule, ...]:
    rules = {rule.id: rule for rule in base}
    for name in table.texts("without_rules"):
        if rules.pop(name, None) is None:
            table.problem("without_rules", f'there is no rule "{name}"{nearest(name, rules)}', value=name)
    seen: dict[str, int] = {}  # the line of each id
    for entry in table.tables("rule"):
        rule = _rule(entry, words, excuses)
        if rule is None:
            continue
        if rule.id in seen:
            told = f"the first one is on line {seen[rule.id]}"
            entry.problem("id", f'a second rule with the id "{rule.id}"; {told}: give this one an id of its own')
        seen.setdefault(rule.id, entry.line_of("id"))
        rules[rule.id] = rule
    return tuple(rules.values())


def _rule(entry: Table, words: WordLists, excuses: Mapping[str, object]) -> PhraseRule | None:
    entry.expect_only(_RULE_KEYS)
    for name in ("id", "category", "explanation"):
        if name not in entry.values:
            entry.problem(name, "is missing in this rule")
    if not any(name in entry.values for name in ("phrases", "likely", "hints")):
        entry.problem("phrases", "is missing in this rule, and so are likely and hints: one of them is wanted")
    category = _category_of_rule(entry)
    excused_by = entry.texts("excused_by")
    for name in excused_by:
        if name not in excuses:
            entry.problem("excused_by", f'there is no list [excuses] "{name}"{nearest(name, excuses)}', value=name)
    _check_explanation(entry)
    patterns, hints = read_phrases(entry, "phrases", words), read_phrases(entry, "hints", words)
    likely = read_phrases(entry, "likely", words)
    if category is None or not (patterns or likely or hints) or not entry.text("id"):
        return None
    return PhraseRule(
        id=entry.text("id"),
        category=category,
        explanation=entry.text("explanation"),
        patterns=patterns,
        hints=hints,
        likely=likely,
        exceptions=read_phrases(entry, "except", words),
        mentor_exceptions=read_phrases(entry, "except_from_mentor", words),
        severity=entry.choice("severity", Severity, None),
        author=entry.choice("author", Role, None),
        excused_by=excused_by,
    )


def _category_of_rule(entry: Table) -> Category | None:
    """What only the relay itself can find, such as an expired consent, is no matter of phrases."""
    named = entry.values.get("category")
    if any(named == category for category in Category if category not in RULE_CATEGORIES):
        listed = ", ".join(f'"{category}"' for category in RULE_CATEGORIES)
        entry.problem("category", f'"{named}" is found by the relay itself, not by rules; a rule may have {listed}')
        return None
    return entry.choice("category", RULE_CATEGORIES, None)


def _check_explanation(entry: Table) -> None:
    """A monitor reads it beside a message: one plain sentence, not a page."""
    text = entry.text("explanation").strip()
    if "explanation" in entry.values and (not text or "\n" in text or ". " in text or len(text) > _MOST_EXPLANATION):
        told = f"one plain sentence of at most {_MOST_EXPLANATION} characters is wanted here"
        entry.problem("explanation", f'{told}: "looks like a phone number written in words"')
