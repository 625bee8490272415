"""How public sets are read: what their labels mean by ours."""

import json
import sys
from pathlib import Path

import pytest

from bench.public_readers import SETS
from bench.public_sets import main
from relay.model.category import Category


def _read(name: str, path: Path) -> list[tuple[str, bool]]:
    return [(mail.text, mail.wanted) for mail in SETS[name].read(path)]


def test_a_full_name_of_presidios_set_is_to_be_held_and_a_first_name_or_city_is_not(tmp_path: Path) -> None:
    def entry(text: str, entity: str, value: str) -> dict[str, object]:
        return {"full_text": text, "spans": [{"entity_type": entity, "entity_value": value}]}

    path = tmp_path / "set.json"
    entries = [
        entry("I am Ada Byron", "PERSON", "Ada Byron"),
        entry("I am Ada", "PERSON", "Ada"),
        entry("in Oslo", "GPE", "Oslo"),
        entry("call 515 555 0142", "PHONE_NUMBER", "515 555 0142"),
    ]
    path.write_text(json.dumps(entries))
    read = list(SETS["presidio"].read(path))
    assert [mail.categories for mail in read] == [{Category.PII_FULL_NAME}, set(), set(), {Category.PII_PHONE}]
    contact = SETS["presidio"].questions[0]
    assert [contact.counts(mail) for mail in read] == [False, True, True, True]


def test_of_hatecheck_what_our_labels_hold_for_another_reason_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(
        "case_id,functionality,test_case,label_gold\n"
        "1,derog_neg_emote_h,one,hateful\n2,profanity_nh,two,non-hateful\n3,ident_pos_nh,three,non-hateful\n"
    )
    assert _read("hatecheck", path) == [("one", True), ("three", False)]


def test_spanish_hatecheck_has_an_id_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text("mhc_case_id,functionality,test_case,label_gold\nspanish-1,derog_neg_emote_h,uno,hateful\n")
    assert _read("hatecheck-spanish", path) == [("uno", True)]


def test_of_davidsons_tweets_hate_and_offence_are_to_be_held(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(",count,class,tweet\n0,3,0,a\n1,3,1,b\n2,3,2,c\n")
    assert _read("davidson", path) == [("a", True), ("b", True), ("c", False)]


def test_of_xstest_the_safe_prompts_are_clean_mail(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text("id,prompt,type,label\n1,kill a process,homonyms,safe\n2,kill a man,contrast_homonyms,unsafe\n")
    assert _read("xstest", path) == [("kill a process", False)]


def test_a_talk_of_mathdial_is_read_turn_by_turn_without_its_notes(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(
        'qid,scenario,conversation\n7,1,"Teacher: (focus)How many?|EOM|Student: 12 - 3 = 9|EOM|Teacher: "\n'
    )
    assert _read("mathdial", path) == [("How many?", False), ("12 - 3 = 9", False)]


@pytest.mark.parametrize(
    ("written", "says"),
    [(None, "cannot be read"), ("a,b\n1,2\n", "is not the file of HateCheck"), ("", "has no message")],
)
def test_a_file_that_is_missing_or_another_sets_is_said(
    written: str | None, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "set.csv"
    if written is not None:
        path.write_text(written)
    monkeypatch.setattr(sys, "argv", ["public_sets", "--hatecheck", str(path)])
    with pytest.raises(SystemExit, match=says):
        main()
