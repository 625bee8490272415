"""Logging: one line an event, on stderr, without any content of mail.

What the relay itself logs goes through typed functions (``events.py`` of each package) that take
ids alone. What libraries log, warn of or raise may quote a mail, an address or a value: of that,
only where it came from is written. ``MENTOR_RELAY_DEBUG=1`` adds the texts, for a test system.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from relay.model.errors import ConfigurationError

LEVEL_VARIABLE = "MENTOR_RELAY_LOG_LEVEL"
DEBUG_VARIABLE = "MENTOR_RELAY_DEBUG"

_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_TOP = Path(__file__).resolve().parents[2]
_PACKAGES = (_TOP / "relay", _TOP / "admin_api")
_PATH_PARTS = 3  # enough of a file's path to know it by, without the machine's directories


def configure_logging(
    stream: TextIO,
    *,
    json_lines: bool | None = None,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Send all log lines of this process to ``stream``, and crashes too.

    ``json_lines``: one JSON object a line; None means wherever ``stream`` is no terminal. The
    level is $MENTOR_RELAY_LOG_LEVEL (debug, info, warning, error; info by default). Raises
    ConfigurationError for another one.
    """
    environ = environ or {}
    level = _level(environ)
    texts = environ.get(DEBUG_VARIABLE, "") not in {"", "0"}
    as_json = not stream.isatty() if json_lines is None else json_lines
    structlog.configure(
        processors=_processors(as_json=as_json, texts=texts, colors=stream.isatty()),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=_SteadyStream(stream)),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
    _route_libraries(texts=texts)
    _route_crashes()


def _level(environ: Mapping[str, str]) -> int:
    word = environ.get(LEVEL_VARIABLE, "").strip().lower() or "info"
    if word not in _LEVELS:
        raise ConfigurationError(f"{LEVEL_VARIABLE} (environment): write one of {', '.join(_LEVELS)}")
    return _LEVELS[word]


def _processors(*, as_json: bool, texts: bool, colors: bool) -> list[Processor]:
    renderer: Processor = structlog.processors.JSONRenderer()
    if not as_json:
        renderer = structlog.dev.ConsoleRenderer(colors=colors)
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _ExceptionPlaces(texts=texts),
        renderer,
    ]


class _ExceptionPlaces:
    """A processor that writes an exception's type and place, not its text, which may quote anything."""

    def __init__(self, *, texts: bool) -> None:
        self._texts = texts

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        del logger, method
        given = event.pop("exc_info", None)
        error = given if isinstance(given, BaseException) else None
        if error is None and given:
            error = given[1] if isinstance(given, tuple) else sys.exc_info()[1]
        if error is not None:
            event.update(exception_places(error))
            if self._texts:
                event["error_text"] = str(error)
        return event


def exception_places(error: BaseException) -> dict[str, str]:
    """Return what may be logged of an exception: its type, where it was raised, where in our code, its cause's type."""
    frames = traceback.extract_tb(error.__traceback__)
    places = {"error": type(error).__qualname__}
    if frames:
        places["error_at"] = _place(frames[-1])
    ours = [frame for frame in frames if _is_ours(frame)]
    if ours and ours[-1] is not frames[-1]:
        places["error_via"] = _place(ours[-1])
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        places["error_cause"] = type(cause).__qualname__
    return places


def _place(frame: traceback.FrameSummary) -> str:
    return f"{'/'.join(Path(frame.filename).parts[-_PATH_PARTS:])}:{frame.lineno}"


def _is_ours(frame: traceback.FrameSummary) -> bool:
    return any(Path(frame.filename).is_relative_to(package) for package in _PACKAGES)


class _LibraryHandler(logging.Handler):
    """Turns a library's warning into an event that says which library and where, not what."""

    def __init__(self, *, texts: bool) -> None:
        super().__init__(logging.WARNING)
        self._texts = texts
        self._log = structlog.get_logger()

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event; never raises."""
        fields: dict[str, Any] = {
            "library": record.name,
            "library_level": record.levelname.lower(),
            "library_at": f"{record.module}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[1] is not None:
            fields |= exception_places(record.exc_info[1])
        with suppress(Exception):
            if self._texts:
                fields["library_text"] = record.getMessage()
            self._log.warning("library_warning", **fields)


def _route_libraries(*, texts: bool) -> None:
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, logging.StreamHandler | _LibraryHandler):
            root.removeHandler(handler)
    root.addHandler(_LibraryHandler(texts=texts))
    root.setLevel(logging.WARNING)


def _route_crashes() -> None:
    sys.excepthook = _log_crash
    threading.excepthook = _log_thread_crash
    sys.unraisablehook = _log_unraisable


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    del trace
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger().error("crashed", exc_info=error)


def _log_thread_crash(crash: threading.ExceptHookArgs) -> None:
    if not issubclass(crash.exc_type, SystemExit):
        structlog.get_logger().error("thread_crashed", exc_info=crash.exc_value)


def _log_unraisable(crash: "sys.UnraisableHookArgs") -> None:
    structlog.get_logger().error("unraisable", exc_info=crash.exc_value)


class _SteadyStream:
    """A stream that never raises: a closed terminal or a full disk must not lose mail."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()
