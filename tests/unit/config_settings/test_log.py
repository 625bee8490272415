"""The log says what happened and where, never what a mail, a library or an exception says."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import pytest
import structlog

from relay.config.log import configure_logging, exception_places
from relay.config.resources import resource_path
from relay.model.errors import ConfigurationError

Lines = Callable[[], list[dict[str, str]]]
Configure = Callable[..., Lines]

SECRET = "Tim lives at 12 Elm Street"


@pytest.fixture
def restored() -> Iterator[None]:
    """Put logging back as the test runner has it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = handlers, level
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


@pytest.fixture
def configured(restored: None) -> Configure:
    def configure(**environ: str) -> Lines:
        stream = io.StringIO()
        configure_logging(stream, environ=environ)
        return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]

    return configure


def test_an_event_is_one_json_object_a_line(configured: Configure) -> None:
    lines = configured()
    structlog.get_logger().info("message_received", message="m_01", size=5)
    (line,) = lines()
    assert line["timestamp"].endswith("Z")
    assert {key: line[key] for key in ("event", "level", "message", "size")} == {
        "event": "message_received",
        "level": "info",
        "message": "m_01",
        "size": 5,
    }


def test_an_exception_is_its_type_and_place_alone(
    configured: Configure,
) -> None:
    lines = configured()
    try:
        try:
            int(SECRET)
        except ValueError as cause:
            raise RuntimeError(SECRET) from cause
    except RuntimeError:
        structlog.get_logger().exception("scan_failed", message="m_01")
    (line,) = lines()
    assert (line["error"], line["error_cause"]) == ("RuntimeError", "ValueError")
    assert line["error_at"].startswith("unit/config_settings/test_log.py:")
    assert SECRET not in json.dumps(line)


def test_an_exception_in_a_library_also_says_where_in_our_code() -> None:
    with pytest.raises(TypeError) as caught:
        resource_path(5)  # type: ignore[arg-type]
    places = exception_places(caught.value)
    assert "pathlib" in places["error_at"]
    assert places["error_via"].startswith("relay/config/resources.py:")


def test_a_library_is_named_but_not_quoted(configured: Configure) -> None:
    lines = configured()
    logging.getLogger("some.library").info("%s", SECRET)
    logging.getLogger("some.library").warning("bad line %s", SECRET)
    logging.getLogger("some.library").error("%d broken arguments", "x")
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved: %s", SECRET)
    first, second, third = lines()
    assert (first["event"], first["library"], first["library_level"]) == ("library_warning", "some.library", "warning")
    assert second["library_level"] == "error"
    assert (third["library"], third["error"]) == ("asyncio", "ValueError")
    assert SECRET not in json.dumps(lines())


def test_debug_adds_what_libraries_say(configured: Configure) -> None:
    lines = configured(MENTOR_RELAY_DEBUG="1")
    logging.getLogger("some.library").warning("bad line %s", 7)
    assert lines()[0]["library_text"] == "bad line 7"


def test_python_warnings_do_not_go_to_stderr_as_they_are(
    configured: Configure,
) -> None:
    lines = configured()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(SECRET, stacklevel=1)
    assert lines()[0]["library"] == "py.warnings"
    assert SECRET not in json.dumps(lines())


def test_a_crash_of_a_thread_is_logged_without_its_text(
    configured: Configure,
) -> None:
    lines = configured()

    def crash() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    (line,) = lines()
    assert (line["event"], line["error"]) == ("thread_crashed", "ValueError")
    assert SECRET not in json.dumps(line)


def test_a_crash_of_the_process_is_logged_without_its_text(
    configured: Configure,
) -> None:
    lines = configured()
    error = ValueError(SECRET)
    sys.excepthook(ValueError, error, None)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    (line,) = lines()
    assert (line["event"], line["error"]) == ("crashed", "ValueError")


def test_the_level_comes_from_the_environment(configured: Configure) -> None:
    lines = configured(MENTOR_RELAY_LOG_LEVEL="warning")
    structlog.get_logger().info("not_shown")
    structlog.get_logger().warning("shown")
    assert [line["event"] for line in lines()] == ["shown"]


def test_an_unknown_level_is_refused(restored: None) -> None:
    with pytest.raises(ConfigurationError, match="debug, info, warning, error"):
        configure_logging(io.StringIO(), environ={"MENTOR_RELAY_LOG_LEVEL": "loud"})


def test_a_terminal_gets_lines_for_people(restored: None) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    configure_logging(stream)
    structlog.get_logger().info("message_received", message="m_01")
    assert not stream.getvalue().startswith("{")
    assert "m_01" in stream.getvalue()


def test_a_log_that_cannot_be_written_stops_nothing(restored: None) -> None:
    stream = io.StringIO()
    configure_logging(stream)
    stream.close()
    structlog.get_logger().info("message_received", message="m_01")
    logging.getLogger("some.library").warning("still here")
