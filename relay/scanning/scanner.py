"""The scanner: the texts of a message in, its findings out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from relay.mime.comparison import parts_differ
from relay.mime.html_hidden import hidden_spans
from relay.mime.tree import MessageTree, Part
from relay.model.category import Category
from relay.model.finding import BODY, HTML, SUBJECT, Finding, finding_about_message
from relay.model.policy import Policy
from relay.model.signature import find_signatures
from relay.scanning.account import account_findings, sending_of
from relay.scanning.allowed import AllowList
from relay.scanning.attachments import attachment_findings
from relay.scanning.columns import readings_by_columns
from relay.scanning.context import ScanContext
from relay.scanning.conversation.catalogue import signal_prefilter, signal_rules
from relay.scanning.conversation.extraction import NewMessage, read_message
from relay.scanning.conversation.learned import conversation_model
from relay.scanning.conversation.view import conversation_findings
from relay.scanning.delivered import Delivered
from relay.scanning.folding import fold_plainly
from relay.scanning.gathering import Gatherer, new_places, unseen, without_doubles
from relay.scanning.language_model import LanguageModel
from relay.scanning.opinion.impression import Impression
from relay.scanning.opinion.judged import Judged
from relay.scanning.opinion.model import OpinionModel
from relay.scanning.opinion.second_opinion import SecondOpinion, beside
from relay.scanning.own import Own
from relay.scanning.passage import Match, Passage
from relay.scanning.phrase_rules import PhraseMatcher
from relay.scanning.provenance import as_seen, with_provenance
from relay.scanning.reading import Reading
from relay.scanning.recognise.contact_data import ContactData
from relay.scanning.recognise.hidden_surname import find_hidden_surnames
from relay.scanning.recognise.people_and_places import PeopleAndPlaces
from relay.scanning.recognise.unscanned_language import LanguageFinder
from relay.scanning.shown import readings_as_drawn, readings_of_attachment
from relay.scanning.told import decoded_passage, dictated_passage, together, told_apart
from relay.scanning.unseen import is_mostly_unseen
from relay.scanning.unshown import Written, carries_a_page, told_of, unshown_texts

MOST_CHARACTERS = 200_000  # of one text; a longer one is scanned so far and held
_Text = tuple[str, str, Iterable[Reading]]  # part name, text as written, other readings of it


@dataclass(frozen=True, slots=True)
class Examined:
    """The findings in a message, and what it adds to the conversation of its pair."""

    findings: tuple[Finding, ...]
    message: NewMessage


@dataclass(frozen=True, slots=True)
class _Around:
    """What a message is scanned with, beside the policy: who writes it, and what is asked of each of its texts."""

    context: ScanContext
    own: Own
    gatherer: Gatherer
    languages: LanguageFinder
    judged: Judged | None = None


class Scanner:
    """Everything that one policy looks for, compiled once."""

    def __init__(
        self,
        policy: Policy,
        language_model: LanguageModel | None,
        opinion_model: OpinionModel | None = None,
    ) -> None:
        """Compile the policy's phrases and lists. Without a model, names are found by lists alone.

        Without ``opinion_model``, or where the policy wants none, there is no second opinion.
        """
        self._policy = policy
        scan = policy.scan
        self._rules = PhraseMatcher(scan)
        self._allowed = AllowList(scan)
        _ = signal_rules(), signal_prefilter(), conversation_model()  # made before workers are forked
        wanted = opinion_model if scan.opinion.use else None
        self._opinion = None if wanted is None else SecondOpinion(wanted, scan.opinion)
        self._people = PeopleAndPlaces(language_model, frozenset(n.lower() for n in scan.public_names))
        self._contact_data = ContactData(scan)

    @property
    def policy(self) -> Policy:
        """What it was compiled from."""
        return self._policy

    def examine_texts(self, texts: Sequence[tuple[str, str]], context: ScanContext) -> Examined:
        """Return the findings in ``texts``, pairs of part name and text as written, and what they add to the conversation."""
        return self._scan([(part, text, ()) for part, text in texts], context)

    def scan_message(self, tree: MessageTree, context: ScanContext) -> tuple[Finding, ...]:
        """Return the findings in a message: its texts, attachments with their names, and structure."""
        return self.examine_message(tree, context).findings

    def examine_message(self, tree: MessageTree, context: ScanContext) -> Examined:
        """Return the findings in a message, and what it adds to the conversation."""
        hidden = hidden_spans(tree)
        attached = {part.name: part for part in tree.attachments}
        texts: list[_Text] = []
        for part, text in tree.texts():
            written = text[:MOST_CHARACTERS]
            if part in attached:
                texts.append((part, text, readings_of_attachment(written, attached[part])))
            else:
                seen = [as_seen(written, hidden[part])] if part in hidden else []
                texts.append((part, text, [*seen, *readings_by_columns(written, "\t")]))
        examined = self._scan(texts, context, tree.attachments)
        findings = with_provenance(examined.findings, tree, hidden)
        findings += self._unshown(tree, findings, context)
        findings += attachment_findings(tree.attachments, self._policy)
        findings += [self._system(Category.SYSTEM_UNPARSEABLE, problem) for problem in tree.problems]
        if parts_differ(tree):
            findings.append(self._system(Category.SYSTEM_PARTS_DIFFER, "plain text and HTML say different things"))
        sending = sending_of(tree)
        findings += account_findings(context.sendings, sending)
        return Examined(tuple(findings), replace(examined.message, sending=sending))

    def _scan(self, texts: Sequence[_Text], context: ScanContext, attachments: Sequence[Part] = ()) -> Examined:
        """Return the findings in ``texts``, of which some are of ``attachments``."""
        own = Own(context)
        judged = None if self._opinion is None else self._opinion.judging(context.author)
        delivered = Delivered(context.delivered_texts)
        gatherer = Gatherer(self._policy, own, delivered, context.signatures, attachments, self._allowed)
        languages = LanguageFinder(self._policy.scan.languages, delivered, attachments)
        around = _Around(context, own, gatherer, languages, judged)
        body = next((text for part, text, _ in texts if part == BODY), "")
        # Of a signature the layout counts, too: what is one in the text may be none in HTML of the same words.
        signed = bool(find_signatures(body, context.signatures))
        findings: list[Finding] = []
        # What is read together with earlier messages of the pair; beside a text the HTML says the same once more.
        by_eye = (SUBJECT, BODY if body.strip() else HTML)
        read_by_eye: list[Passage] = []
        for part, text, readings in texts:
            if part == HTML and not signed and not readings and fold_plainly(text) == fold_plainly(body):
                continue
            written = text[:MOST_CHARACTERS]
            for shown in (None, *readings_as_drawn(written), *readings):
                passage = Passage(part, written, shown, delivered.has)
                if shown is None and part in by_eye:
                    read_by_eye.append(passage)
                found = gatherer.findings(passage, self._matches(passage, around))
                findings += found if shown is None else new_places(found, findings)
                findings += unseen(self._undisguised(passage, around), findings)
            findings += self._about_length(part, text)
        findings += unseen(self._together(texts, gatherer, context, own), findings)
        impression = Impression() if judged is None else judged.impression()
        message = read_message(read_by_eye, context.author, impression)
        written_texts = {passage.part: passage.written for passage in read_by_eye}
        completed = conversation_findings(self._policy, context.earlier, message, written_texts)
        return Examined((*without_doubles(findings), *completed), message)

    def _unshown(self, tree: MessageTree, shown: Sequence[Finding], context: ScanContext) -> list[Finding]:
        """Return the findings in what a mail holds and shows nobody, without those that stand in what is ``shown``."""
        own, nothing = Own(context), Delivered(())
        languages = LanguageFinder(self._policy.scan.languages, nothing)
        found: list[Finding] = []
        for text in unshown_texts(tree):
            gatherer = Gatherer(self._policy, own, nothing, allowed=self._allowed)
            passage = Passage(text.part, text.text)
            matches = [*self._contact_data.find(passage, context.program_domain, own.masks)]
            rules = self._rules.find(passage, context.author)
            matches += rules.sure
            if text.sort is Written.BY_PEOPLE:
                matches += [*rules.likely, *self._people.find(passage, context.author, own)]
            findings = gatherer.findings(passage, matches)
            findings += unseen(self._undisguised(passage, _Around(context, own, gatherer, languages)), findings)
            found += told_of(text, findings, [*shown, *found], own)
            if carries_a_page(text):
                found.append(self._system(Category.LINK_SUSPICIOUS, "a link that carries a page in itself"))
            if text.is_cut:
                explanation = f"{text.place}more than can be scanned"
                found.append(self._system(Category.SYSTEM_UNPARSEABLE, explanation))
        return found

    def _undisguised(self, passage: Passage, around: _Around) -> list[Finding]:
        """Return the findings in what is coded, and the contact data in what is dictated."""
        decoded = decoded_passage(passage)
        findings: list[Finding] = []
        if decoded is not None:
            matches = (*self._matches(decoded, around), *find_hidden_surnames(decoded))
            findings += around.gatherer.findings(decoded, matches)
        for told in (dictated_passage(passage), None if decoded is None else dictated_passage(decoded)):
            if told is not None:
                contact_data = self._contact_data.find(told, around.context.program_domain, around.own.masks)
                findings += around.gatherer.findings(told, contact_data)
        return findings

    def _together(self, texts: Sequence[_Text], gatherer: Gatherer, context: ScanContext, own: Own) -> list[Finding]:
        """Return the contact data that only subject and body together make."""
        whole = {part: text for part, text, _ in texts if part in (SUBJECT, BODY)}
        subject, body = whole.get(SUBJECT, ""), whole.get(BODY, "")[:MOST_CHARACTERS]
        passage = together(subject, body)
        if passage is None:
            return []
        found: list[Finding] = []
        for read in (passage, dictated_passage(passage)):
            if read is not None:
                contact_data = self._contact_data.find(read, context.program_domain, own.masks)
                found += gatherer.findings(read, contact_data)
        return list(told_apart(found, subject))

    def _system(self, category: Category, explanation: str) -> Finding:
        return finding_about_message(category, self._policy.categories[category].severity, explanation)

    def _about_length(self, part: str, text: str) -> Iterator[Finding]:
        if is_mostly_unseen(text[:MOST_CHARACTERS]):
            yield self._system(
                Category.SYSTEM_UNPARSEABLE, "most of its characters show nothing, and could say anything"
            )
        if len(text) > MOST_CHARACTERS:
            category = Category.SYSTEM_UNPARSEABLE
            yield Finding(
                category, self._policy.categories[category].severity, 1.0, part, MOST_CHARACTERS, len(text), "",
                "too long to be scanned to its end",
            )  # fmt: skip

    def _matches(self, passage: Passage, around: _Around) -> Iterator[Match]:
        context = around.context
        found = self._rules.find(passage, context.author)
        exact = [
            *self._contact_data.find(passage, context.program_domain, around.own.masks),
            *self._people.find(passage, context.author, around.own),
            *found.sure,
        ]
        yield from exact
        if self._opinion is None or around.judged is None:
            yield from (*found.likely, *found.hints)
        else:
            seeming = self._opinion.find(passage, around.judged, found.hints, found.likely)
            yield from beside(exact, seeming, lambda match: around.gatherer.counts(passage, match))
        yield from around.languages.find(passage)
