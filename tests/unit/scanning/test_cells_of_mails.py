"""The cells of LABELS that a text alone cannot show: mails built for them, and where the tests of the others stand."""

import ast
from functools import cache
from pathlib import Path

import pytest

from relay.mime.files.looking import with_files
from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.letters import both_forms, raw_mail
from tests.support.scanners import DOMAIN, PAIR, shipped_scanner

TESTS = Path(__file__).parents[2]
LEAST = 4
_FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
# By row (a column after it where both have tests): files under tests/, each with its tests of that cell.
ELSEWHERE: dict[str, dict[str, tuple[str, ...]]] = {
    "attachment.image": {
        "unit/scanning/test_attachment_findings.py": (
            "test_a_picture_or_video_is_held_until_somebody_looked",
            "test_a_document_with_pictures_is_held_until_somebody_looked",
        )
    },
    "attachment.image passes": {
        "integration/test_pictures.py": (
            "test_a_logo_holds_until_a_person_let_it_through_and_then_no_more",
            "test_every_picture_of_a_part_must_have_been_let_through",
            "test_another_pair_has_not_seen_it",
            "test_a_release_that_the_next_hop_has_not_taken_yet_counts",
        )
    },
    "attachment.type": {"unit/scanning/test_attachment_findings.py": ("test_what_the_policy_does_not_list_is_held",)},
    "attachment.type passes": {
        "unit/scanning/test_attachment_findings.py": ("test_what_the_policy_lists_passes_under_any_name_of_its_type",)
    },
    "attachment.unscannable": {
        "unit/scanning/test_attachment_findings.py": (
            "test_what_cannot_be_looked_into_is_held",
            "test_what_is_encrypted_cannot_be_scanned",
        )
    },
    "attachment.malware": {
        "integration/test_malware.py": (
            "test_what_is_named_holds_and_alerts_with_its_name",
            "test_what_is_named_in_the_mail_alone_holds_too",
            "test_a_stricter_severity_of_the_policy_is_taken",
            "test_it_names_eicar_also_inside_a_mail_in_base64",
        )
    },
    "system.unparseable": {
        "integration/test_dispatch_blocked.py": (
            "test_a_stored_body_that_was_damaged_between_attempts_holds_the_message",
            "test_a_message_whose_key_is_gone_is_held_without_it_and_staff_hear",
        ),
        "unit/scanning/test_hard_cases.py": (
            "test_one_line_of_five_megabytes_is_scanned_as_far_as_one_reads_and_held",
        ),
        "unit/scanning/test_texts.py": ("test_a_text_beyond_what_is_scanned_is_held",),
    },
    "system.recipients": {"integration/test_scan_worker.py": ("test_the_mask_alone_stands_among_the_recipients",)},
    "system.identity_left": {
        "integration/test_dispatch.py": ("test_what_cannot_be_made_safe_is_held_again_with_a_finding",),
        "integration/test_dispatch_blocked.py": ("test_a_file_that_cannot_go_along_is_never_left_out_unseen",),
        "unit/masking/test_last_look.py": (
            "test_a_mail_of_two_pages_with_a_name_that_a_tag_alone_parts_is_held",
            "test_a_mail_whose_own_text_tells_is_held",
        ),
    },
    "system.scan_failed": {
        "integration/test_scan_worker.py": (
            "test_what_cannot_be_scanned_is_held",
            "test_a_mail_at_which_the_server_died_again_and_again_is_held_unscanned",
        ),
        "integration/test_scan_losses.py": ("test_a_mail_whose_key_is_gone_is_held_without_it_and_staff_hear",),
        "integration/test_worker_losses.py": (
            "test_a_mail_that_takes_all_memory_is_held_and_those_beside_it_are_scanned",
        ),
    },
    "system.unauthenticated": {
        "integration/test_intake_replies.py": ("test_what_is_held_unproven_is_told_to_nobody",),
        "integration/test_intake_filing.py": ("test_a_proven_mail_is_no_repeat_of_an_unproven_one",),
        "integration/test_review_release.py": ("test_a_message_nobody_proved_cannot_be_released_by_anybody",),
        "unit/review/test_review_rules.py": ("test_what_cannot_be_delivered_cannot_be_released",),
    },
    "gate": {
        "integration/test_people_and_mail.py": (
            "test_mail_whose_gates_lapse_before_it_is_sent_is_held_and_goes_on_when_they_are_met",
            "test_mail_held_for_gates_alone_goes_on_when_the_last_one_is_met",
            "test_mail_held_for_something_else_too_waits_for_a_person",
            "test_a_revocation_frees_nothing",
        )
    },
    "conversations": {
        "unit/scanning/test_pieces_of_a_whole.py": (
            "test_digits_in_three_messages_make_a_number_and_the_last_one_names_the_others",
            "test_an_address_in_parts_counts_across_both_writers",
        ),
        "unit/scanning/test_conversations.py": (
            "test_growing_closeness_that_asks_for_discretion_is_held_and_a_third_party_secret_is_not",
            "test_repeated_guilt_is_held_and_one_worried_question_is_not",
            "test_slow_despair_is_seen_in_its_steps_and_a_hard_week_is_none",
        ),
    },
}


def found(raw: bytes) -> set[Category]:
    """Return what holds in a mail."""
    findings = shipped_scanner().scan_message(with_files(read_message(raw)), _FROM_TIM)
    return {finding.category for finding in findings if finding.severity is not Severity.INFO}


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        ("The glue is dry.", "<p>The glue is dry.</p><p>I put more of it on the left.</p>"),
        ("The glue is dry. I put more of it on the left.", "<p>The glue is dry.</p>"),
        ("We had soup on Sunday.", "<p>We had cake on Sunday.</p>"),
        ("Please open this in a program that shows pages.", "<p>The model holds nine pounds.</p>"),
    ],
)
def test_two_forms_that_say_different_things_are_held(plain: str, page: str) -> None:
    assert Category.SYSTEM_PARTS_DIFFER in found(both_forms(plain, page))


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        ("The glue is dry.", "<p>The <b>glue</b> is dry.</p>"),
        ("We had soup\non Sunday.", "<div>We had soup on Sunday.</div>"),
        ("* paper\n* tape", "<ul><li>paper</li><li>tape</li></ul>"),
        ("", "<p>The model holds nine pounds.</p>"),
    ],
)
def test_two_forms_that_say_the_same_pass(plain: str, page: str) -> None:
    assert not found(both_forms(plain, page))


@pytest.mark.parametrize(
    ("shown", "target"),
    [
        ("https://www.nasa.gov/images", "https://picture-host.example/images"),
        ("en.wikipedia.org", "https://en.wikipedia.org.reader.example/bridge"),
        ("www.loc.gov", "http://203.0.113.9/loc"),
        ("https://www.khanacademy.org", "https://khan-academy.example/login"),
    ],
)
def test_a_link_whose_text_differs_from_its_target_is_held(shown: str, target: str) -> None:
    page = f'<p>I read it there: <a href="{target}">{shown}</a></p>'
    assert Category.LINK_SUSPICIOUS in found(raw_mail(page, content_type="text/html; charset=utf-8"))


@pytest.mark.parametrize(
    ("shown", "target"),
    [
        ("https://www.nasa.gov/images", "https://www.nasa.gov/images"),
        ("en.wikipedia.org", "https://en.wikipedia.org/wiki/Bridge"),
        ("www.loc.gov", "https://www.loc.gov/"),
        ("this page", "https://www.si.edu/stories/history-bridges"),
    ],
)
def test_a_link_whose_text_says_where_it_leads_passes(shown: str, target: str) -> None:
    page = f'<p>I read it there: <a href="{target}">{shown}</a></p>'
    assert not found(raw_mail(page, content_type="text/html; charset=utf-8"))


@pytest.mark.parametrize("cell", ELSEWHERE)
def test_a_cell_that_is_tested_elsewhere_has_four_examples_there(cell: str) -> None:
    examples = 0
    for path, names in ELSEWHERE[cell].items():
        counts = _examples_in(path)
        for name in names:
            assert name in counts, f"{path} has no {name}: name here the test that took its place"
            examples += counts[name]
    assert examples >= LEAST


@cache
def _examples_in(path: str) -> dict[str, int]:
    """Return the tests of a file with how many examples each is run with."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {function.name: _examples_of(function) for function in functions if function.name.startswith("test_")}


def _examples_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    count = 1
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.parametrize":
            values = mark.args[1]
            count *= len(values.elts) if isinstance(values, ast.List | ast.Tuple) else 1
    return count
