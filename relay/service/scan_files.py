"""The use case behind `scan`: mail and lines of JSON are scanned and judged, and nothing is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from relay.config.files import CONFIG_VARIABLE, FILE_NAME, SYSTEM_FILE
from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.config.settings import Settings, load_settings
from relay.mime.files.looking import with_files, with_picture_words
from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.decision import Verdict, judge
from relay.model.errors import InvalidInputError
from relay.model.finding import BODY, SUBJECT, Finding, finding_about_message
from relay.model.identity import Role
from relay.model.policy import Policy
from relay.scanning.context import ScanContext
from relay.scanning.conversation.features import MOST_MESSAGES, ConversationFeatures
from relay.scanning.language_model import load_language_model
from relay.scanning.opinion.model import load_opinion_model
from relay.scanning.scanner import Scanner
from relay.service.scan_input import InputLine, InputMessage, read_line

_FAILED = "The scanner could not read this message; nobody has checked it."


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in one message, and what findings and policy alone say of it.

    ``texts`` are those that were scanned, by the name of their part; ``author`` is who wrote them, if that is known.
    ``features`` are what the message adds to its conversation.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    author: Role | None = None
    texts: tuple[tuple[str, str], ...] = ()
    features: ConversationFeatures | None = None


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A line with the scans of its messages, in order; ``source`` names the file it is from."""

    line: InputLine
    scans: tuple[Scan, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line that could not be read: its number, from 1, and why."""

    number: int
    problem: str


def read_lines(lines: Iterable[bytes]) -> Iterator[InputLine | UnreadLine]:
    """Read lines of JSON (UTF-8) in their order; blank ones are passed by."""
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            yield read_line(text)
        except InvalidInputError as error:
            yield UnreadLine(number, str(error))


class FileScanner:
    """One policy's scanner for texts that come from files."""

    def __init__(self, policy: Policy, scanner: Scanner, program_domain: str = "") -> None:
        """Use `load_file_scanner` to get one as the settings say."""
        self._policy = policy
        self._scanner = scanner
        self._domain = program_domain

    @property
    def policy(self) -> Policy:
        """The policy that it judges by."""
        return self._policy

    def scan_mail(self, raw: bytes, author: Role | None) -> Scan:
        """Scan a mail as it came over the wire."""
        context = ScanContext(author=author, program_domain=self._domain)
        texts: tuple[tuple[str, str], ...] = ()
        try:
            tree = with_picture_words(with_files(read_message(raw)))
            texts = tuple(tree.texts())
            findings = self._scanner.scan_message(tree, context)
        except Exception:  # noqa: BLE001 -- whatever it is, such a mail is held
            findings = (_scan_failed(),)
        return self._judged(findings, author, texts)

    def scan_lines(self, lines: Iterable[bytes]) -> Iterator[ScannedLine | UnreadLine]:
        """Scan lines of JSON (UTF-8) in their order; blank ones are passed by."""
        for line in read_lines(lines):
            yield line if isinstance(line, UnreadLine) else self.scan_line(line)

    def scan_line(self, line: InputLine, source: str = "") -> ScannedLine:
        """Scan the messages of one line, each with what came before it in mind."""
        return ScannedLine(line, self._scans(line), source)

    def _scans(self, line: InputLine) -> tuple[Scan, ...]:
        context = ScanContext(correspondents=line.correspondents, program_domain=self._domain)
        scans: list[Scan] = []
        delivered: tuple[str, ...] = ()
        earlier: tuple[ConversationFeatures, ...] = ()
        for message in line.messages:
            now = replace(context, author=message.author, delivered_texts=delivered, earlier=earlier)
            scan = self._scan_texts(message, now)
            if scan.features is not None and not scan.features.is_empty:
                earlier = (*earlier, replace(scan.features, message=str(len(scans) + 1)))[-MOST_MESSAGES:]
            if not scan.verdict.reasons:
                delivered = (*delivered, message.body)
            scans.append(scan)
        return tuple(scans)

    def _scan_texts(self, message: InputMessage, context: ScanContext) -> Scan:
        texts = [(name, text) for name, text in ((SUBJECT, message.subject), (BODY, message.body)) if text]
        try:
            examined = self._scanner.examine_texts(texts, context)
        except Exception:  # noqa: BLE001 -- as above
            return self._judged((_scan_failed(),), message.author, texts)
        scan = self._judged(examined.findings, message.author, texts)
        return replace(scan, features=examined.message.features)

    def _judged(self, findings: tuple[Finding, ...], author: Role | None, texts: Sequence[tuple[str, str]]) -> Scan:
        return Scan(judge(findings, self._policy, author), findings, author, tuple(texts))


def _scan_failed() -> Finding:
    return finding_about_message(Category.SYSTEM_SCAN_FAILED, Severity.HIGH, _FAILED)


def load_file_scanner(
    config: Path | None, environ: Mapping[str, str], cwd: Path, *, policy: Path | None = None, group: str | None = None
) -> FileScanner:
    """Return a scanner for the policy file named, else that of relay.toml, else the one that is shipped.

    ``config`` is what --config names. Raises ConfigurationError where a file or the language model is
    wrong, InvalidInputError where the policy knows no ``group`` of that name.
    """
    settings = load_settings(config, environ, cwd) if _has_settings(config, environ, cwd) else None
    chosen = load_group_policy(policy or _policy_of(settings), group)
    model = load_language_model(settings.scanning.spacy_model if settings else "")
    return FileScanner(chosen, Scanner(chosen, model, load_opinion_model()), settings.relay.domain if settings else "")


def load_group_policy(file: Path, group: str | None) -> Policy:
    """Return what a policy file says for a group, or for all where none is named.

    Raises ConfigurationError where the file is wrong, InvalidInputError where it knows no such group.
    """
    policies = load_policy(file)
    if group is not None and group not in policies.groups:
        raise InvalidInputError(f'{file}: there is no [group."{group}"]; it has rules for {_listed(policies.groups)}')
    return policies.policy_for(group)


def _has_settings(config: Path | None, environ: Mapping[str, str], cwd: Path) -> bool:
    named = config is not None or bool(environ.get(CONFIG_VARIABLE))
    return named or (cwd / FILE_NAME).is_file() or SYSTEM_FILE.is_file()


def _policy_of(settings: Settings | None) -> Path:
    return settings.scanning.policy if settings else resource_path("config", "policy.toml")


def _listed(groups: Mapping[str, object]) -> str:
    return ", ".join(groups) or "no group"
