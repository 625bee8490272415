"""The commands that set a relay up and keep its records, as an administrator types them."""

import json
import os
import stat
from pathlib import Path

import pytest

from relay.service import participants
from tests.support.commands import CommandLine, Ran

DOMAIN = "mail.relaytest.example"
PEOPLE = """\
group;mentor_email;mentor_given_name;mentor_family_name;student_email;student_given_name;student_family_name;student_birth_year
Spring;greta@mentor.example;Greta;Grant;tim@school.example;Tim;Tull;2010
Spring;omar@mentor.example;Omar;Okoye;lucia@school.example;Lucía;Luna;2016
"""
ATTEST = ("--activate", "--attest", "Ada Okafor: forms seen on paper")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> CommandLine:
    for name in [name for name in os.environ if name.startswith("MENTOR_RELAY")]:
        monkeypatch.delenv(name)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return CommandLine(monkeypatch, capsys)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    directory = tmp_path / "relay"
    directory.mkdir()
    return directory


def init(command: CommandLine, home: Path) -> Ran:
    ran = command("init", "--dir", home, "--domain", DOMAIN, "--program", "Bridges")
    command.config = home / "relay.toml"
    return ran


@pytest.fixture
def relay(command: CommandLine, home: Path) -> CommandLine:
    assert init(command, home).code == 0
    return command


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8-sig")
    return file


def contents(directory: Path) -> set[str]:
    return {path.relative_to(directory).as_posix() for path in directory.rglob("*")}


# init


def test_init_makes_everything_and_says_what_comes_next(command: CommandLine, home: Path) -> None:
    made = init(command, home)

    assert (made.code, made.err) == (0, "")
    assert "staff add" in made.out
    assert contents(home) == {
        "relay.toml",
        "policy.toml",
        "keys",
        "keys/master.key",
        "keys/keystore.sqlite",
        "var",
        "var/relay.db",
    }
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "keys" / "master.key").stat().st_mode) == 0o600
    assert command("check-config").code == 0
    assert command("db", "current", "--json").json["up_to_date"] is True


def test_init_makes_its_directory(command: CommandLine, tmp_path: Path) -> None:
    assert command("init", "--dir", tmp_path / "deep" / "er").code == 0
    assert (tmp_path / "deep" / "er" / "relay.toml").is_file()


@pytest.mark.parametrize("there", ["relay.toml", "policy.toml", "keys", "var"])
def test_init_overwrites_nothing(command: CommandLine, home: Path, there: str) -> None:
    (home / there).write_text("precious")

    refused = init(command, home)

    assert (refused.code, refused.out) == (1, "")
    assert f"{there} is there already" in refused.err
    assert contents(home) == {there}
    assert (home / there).read_text() == "precious"


def test_a_second_init_changes_nothing(relay: CommandLine, home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    assert init(relay, home).code == 1

    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("domain", "variable", "value"),
    [
        ("no domain", "", ""),
        (DOMAIN, "MENTOR_RELAY__SMTP__LISTEN", "nonsense"),
        (DOMAIN, "MENTOR_RELAY__DATABASE__URL", "postgresql+psycopg://nobody@127.0.0.1:1/none"),
        (DOMAIN, "MENTOR_RELAY__SCANNING__POLICY", "other.toml"),
    ],
)
def test_an_init_that_fails_leaves_nothing_behind(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, domain: str, variable: str, value: str
) -> None:
    if variable:
        monkeypatch.setenv(variable, value)

    failed = command("init", "--dir", tmp_path / "new", "--domain", domain)

    assert failed.code == 1
    assert failed.err.startswith("mentor-relay: ")
    assert "Traceback" not in failed.err
    assert not (tmp_path / "new").exists()


def test_what_init_made_outside_of_its_directory_is_taken_back_too(
    command: CommandLine, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    monkeypatch.setenv("MENTOR_RELAY__ARCHIVE__MASTER_KEY_FILE", str(outside / "master.key"))
    monkeypatch.setenv("MENTOR_RELAY__ARCHIVE__KEY_STORE", f"sqlite:///{outside}/keys.sqlite")
    monkeypatch.setenv("MENTOR_RELAY__DATABASE__URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")

    assert init(command, home).code == 1
    assert contents(outside) == set()
    assert contents(home) == set()


def test_init_on_a_database_that_a_relay_uses_is_refused(
    command: CommandLine, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTOR_RELAY__DATABASE__URL", database_url)
    assert command("init", "--dir", tmp_path / "one").code == 0

    refused = command("init", "--dir", tmp_path / "two")

    assert refused.code == 1
    assert "holds a relay's records already" in refused.err
    assert not (tmp_path / "two").exists()


def test_a_master_key_that_was_provided_is_used_and_not_written(
    command: CommandLine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTOR_RELAY_MASTER_KEY", "a2" * 21 + "o=")

    assert init(command, home).code == 0
    assert "keys/master.key" not in contents(home)
    assert command("group", "list").code == 0


# check-config and db


def test_check_config_names_every_error_with_file_and_key(relay: CommandLine, home: Path) -> None:
    settings, policy = home / "relay.toml", home / "policy.toml"
    settings.write_text(settings.read_text().replace("[relay]", '[relay]\nprogramme = "x"').replace("[api]", "[apis]"))
    policy.write_text(policy.read_text() + '\n[gaets]\nmentor = ["x"]\n')

    checked = relay("check-config")

    assert (checked.code, checked.out) == (1, "")
    for wrong in (f"{settings}:", "relay.programme", "apis", f"{policy}:", "gaets"):
        assert wrong in checked.err, wrong
    assert len(relay("check-config", "--json").json["errors"]) >= 3


def test_check_config_says_what_is_not_installed(relay: CommandLine, home: Path) -> None:
    settings = home / "relay.toml"
    text = settings.read_text()
    kept = [line for line in text.splitlines() if not line.startswith(("language", "spacy_model"))]
    changed = "\n".join(kept).replace("[relay]", '[relay]\nlanguage = "fr-CA"')
    scanning = '[scanning]\nspacy_model = "fr_core_news_sm"'
    changed = changed.replace("[scanning]", scanning) if "\n[scanning]" in changed else f"{changed}\n{scanning}\n"
    settings.write_text(changed)

    checked = relay("check-config")

    assert checked.code == 1
    assert 'no mail templates in "fr-CA", so notices are in English' in checked.err
    assert "scanning.spacy_model: the language model fr_core_news_sm is not installed" in checked.err
    assert "install the package fr-core-news-sm" in checked.err


def test_a_configuration_that_is_not_there_is_said_to_be_missing(command: CommandLine, tmp_path: Path) -> None:
    command.config = tmp_path / "none.toml"

    for words in (("check-config",), ("pair", "list"), ("db", "upgrade")):
        missing = command(*words)
        assert missing.code == 1
        assert "does not exist" in missing.err


def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(relay: CommandLine, home: Path) -> None:
    (home / "var" / "relay.db").unlink()

    assert "there is no database at" in relay("pair", "list").err
    assert contents(home / "var") == set()


def test_db_upgrade_is_harmless_when_repeated(relay: CommandLine) -> None:
    assert relay("db", "upgrade").code == 0
    assert relay("db", "upgrade").code == 0


# Records, from the first import to a running program


def test_an_administrator_sets_a_program_up(
    command: CommandLine, home: Path, people: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTOR_RELAY__DATABASE__URL", database_url)
    assert init(command, home).code == 0

    foretold = command("import", people, "--dry-run", *ATTEST)
    assert foretold.code == 1
    assert "nothing was changed" in foretold.out
    imported = command("import", people, *ATTEST)
    assert imported.code == 1
    assert "line 3" in imported.err
    assert "student: consent (not recorded)" in imported.err
    first, second = command("pair", "list", "--json").json["items"]
    assert first == {
        "id": first["id"],
        "group": "Spring",
        "status": "active",
        "mentor": first["mentor"],
        "student": first["student"],
    }
    assert set(first["mentor"]) == {"id", "email", "masked_address"}
    assert first["mentor"]["masked_address"].endswith(f"@{DOMAIN}")
    assert second["status"] == "pending"

    lucia = second["student"]["id"]
    refused = command("pair", "activate", second["id"])
    assert refused.code == 1
    assert f"student {lucia}: consent (not recorded)" in refused.err
    gate = ("--gate", "consent", "--met", "--by", "Pat Luna", "--evidence", "signed form", "--expires", "2099-06-30")
    assert command("participant", "set", lucia, *gate).code == 0
    assert command("pair", "activate", second["id"]).code == 0
    assert command("pair", "set", second["id"], "--supervision", "rules", "--rationale", "agreed").code == 0
    assert command("pair", "pause", first["id"], "--json").json["in_flight"] == 0
    assert command("pair", "resume", first["id"]).code == 0

    assert command("staff", "add", "ruth@staff.example", "--role", "monitor", "--group", "Spring").code == 0
    assert len(command("staff", "token", "ruth@staff.example", "--json").json["token"]) >= 43
    assert command("staff", "conflict", "ruth@staff.example", "--participant", lucia).code == 0
    assert command("staff", "list", "--json").json["items"][0]["conflicts"] == [lucia]
    assert {pair["status"] for pair in command("pair", "list", "--json").json["items"]} == {"active"}


def test_a_bad_file_is_refused_line_by_line(relay: CommandLine, people: Path) -> None:
    people.write_text(PEOPLE.replace("tim@school.example", "nobody").replace("Okoye", ""))

    refused = relay("import", people)

    assert (refused.code, refused.out) == (1, "")
    lines = refused.err.splitlines()
    assert lines[0].startswith(f"{people}: line 2, student_email: ")
    assert lines[1].startswith(f"{people}: line 3, mentor_family_name: ")
    assert lines[-1] == "Nothing was imported."
    assert relay("participant", "list", "--json").json == {"items": []}


def test_records_are_changed_by_their_options(relay: CommandLine) -> None:
    add = ("participant", "add", "--role", "student", "--email", "tim@school.example")
    tim = relay(*add, "--given-name", "Tim", "--family-name", "Tull", "--birth-year", "2012", "--json").json

    changed = relay("participant", "set", tim["id"], "--language", "es", "--add-address", "tim@home.example", "--json")

    assert changed.json["addresses"] == ["tim@school.example", "tim@home.example"]
    assert changed.json["language"] == "es"
    shown = relay("participant", "show", tim["id"])
    assert "tim@school.example, tim@home.example" in shown.out
    assert relay("group", "add", "Autumn", "--supervision", "hold_first_n", "--n", "3").code == 0
    assert relay("group", "set", "Autumn", "--language", "es", "--json").json["supervision_n"] == 3
    assert [group["name"] for group in relay("group", "list", "--json").json["items"]] == ["Autumn"]


# How it fails


WRONG_USE: tuple[tuple[str, ...], ...] = (
    ("nonsense",),
    ("pair",),
    ("pair", "list", "--nonsense"),
    ("pair", "list", "--status", "nonsense"),
    ("import",),
    ("import", "missing.csv"),
    ("staff", "add", "nobody", "--role", "monitor"),
    ("staff", "add", "ruth@staff.example", "--role", "king"),
    ("staff", "set", "ruth@staff.example"),
    ("participant", "set", "p_none"),
    ("participant", "set", "p_none", "--gate", "consent"),
    (
        "participant",
        "set",
        "p_none",
        "--gate",
        "consent",
        "--met",
        "--by",
        "A",
        "--evidence",
        "b",
        "--expires",
        "x",
    ),
    ("participant", "set", "p_none", "--language", "en", "--gate", "consent"),
    ("pair", "set", "pr_none", "--supervision", "rules", "--rationale", " "),
)


def test_wrong_use_exits_with_2_and_says_so_on_stderr(relay: CommandLine, subtests: pytest.Subtests) -> None:
    for words in WRONG_USE:
        with subtests.test(" ".join(words)):
            wrong = relay(*words)
            assert wrong.code == 2
            assert wrong.err
            assert "Traceback" not in wrong.err


def test_an_attestation_without_who_or_why_is_wrong_use(relay: CommandLine, people: Path) -> None:
    for attest in ("Ada", "Ada:", ": why"):
        assert relay("import", people, "--activate", "--attest", attest).code == 2
    assert relay("import", people, "--attest", "Ada: why").code == 2


MISSING: tuple[tuple[str, ...], ...] = (
    ("pair", "show", "pr_none"),
    ("pair", "pause", "pr_none"),
    ("participant", "show", "p_none"),
    ("pair", "list", "--group", "Winter"),
    ("queue", "list", "--group", "Winter"),
    ("queue", "list", "--pair", "pr_none"),
    ("queue", "list", "--state", "failed", "--group", "Winter", "--json"),
    ("staff", "token", "nobody@staff.example"),
    ("staff", "add", "ruth@staff.example", "--role", "monitor", "--group", "Winter"),
)


def test_what_does_not_exist_exits_with_1_and_says_so_on_stderr(relay: CommandLine, subtests: pytest.Subtests) -> None:
    for words in MISSING:
        with subtests.test(" ".join(words)):
            missing = relay(*words)
            assert (missing.code, missing.out) == (1, "")
            assert missing.err.startswith("mentor-relay: there is no such ")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("queue", "list", "--state", "lost"),
            "'--state': 'lost' is not one of 'received', 'held', 'approved', 'delivered',",
        ),
        (("pair", "list", "--status", "odd"), "'--status': 'odd' is not one of 'pending', 'active',"),
        (("queue", "list", "--limit", "many"), "'--limit': a whole number is wanted"),
        (("audit", "list", "--after", "x"), "'--after': a whole number is wanted"),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(command: CommandLine, words: tuple[str, ...], says: str) -> None:
    wrong = command(*words)

    assert (wrong.code, wrong.out) == (2, "")
    assert f"Error: Invalid value for {says}" in wrong.err
    assert "Value error" not in wrong.err


def test_help_fits_a_terminal(command: CommandLine) -> None:
    for words in (("queue", "list"), ("queue", "flag"), ("concern", "list"), ("scan",), ("pair", "set")):
        shown = command(*words, "--help").out
        long = [line for line in shown.splitlines() if len(line) > 80]
        assert [line for line in long if "Example:" not in line] == [], words
    assert "pii.phone" in command("queue", "list", "--help").out


def test_unforeseen_trouble_is_told_without_its_text(relay: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> None:
        message = "Tim lives at 12 Elm Street"
        raise RuntimeError(message)

    monkeypatch.setattr(participants, "list_participants", break_down)

    failed = relay("participant", "list")

    assert failed.code == 1
    assert "RuntimeError" in failed.err
    assert "Elm Street" not in failed.err
    assert "Traceback" not in failed.err


def test_help_names_every_command_with_an_example(relay: CommandLine) -> None:
    assert relay("--help").code == 0
    for words in (("import",), ("pair", "activate"), ("participant", "set"), ("staff", "add"), ("init",)):
        shown = relay(*words, "--help")
        assert shown.code == 0
        assert f"Example: mentor-relay {' '.join(words)}" in shown.out


def test_json_is_one_line_of_it_in_a_pipe(relay: CommandLine, people: Path) -> None:
    relay("import", people)

    out = relay("participant", "list", "--json").out

    assert len(out.splitlines()) == 1
    assert "Lucía" in out
    assert json.loads(out)["items"][0]["created_at"].endswith("Z")
