"""How the portal writes its log: ids and named events, never names, addresses or tokens."""

from typing import Any

import structlog

from config.unnamed import unnamed, unnamed_trace

OURS = {"accounts", "config", "core", "evaluations", "institutions", "notifications", "placements", "students"}

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def _of_nobody(_logger: Any, _name: str, line: Any) -> Any:
    """The line as it may be printed: tracebacks without what exceptions say of people, and so the lines that others write."""
    if "exception" in line:
        line["exception"] = unnamed_trace(line["exception"])
    if str(line.get("logger", "")).partition(".")[0] not in OURS and isinstance(line.get("event"), str):
        line["event"] = unnamed(line["event"])
    return line


def _for_people() -> structlog.dev.ConsoleRenderer:
    """Plain lines. The renderer's own choice prints the local variables of every frame, and with them names and tokens."""
    return structlog.dev.ConsoleRenderer(colors=False)


def logging_for(*, json: bool, tasks: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING: one stream to stderr, as JSON lines for machines or as plain lines for people; `tasks` is Celery's level."""
    renderer = structlog.processors.JSONRenderer() if json else _for_people()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "portal": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    _of_nobody,
                    renderer,
                ],
                "foreign_pre_chain": _SHARED,
            },
        },
        "filters": {"shaped": {"()": "config.log_filters.ShapedPath"}},
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "portal", "filters": ["shaped"]}},
        "root": {"handlers": ["stream"], "level": "INFO"},
        "loggers": {
            "django.server": {"handlers": [], "propagate": True},
            # One line for each task that ran is the worker's whole story; kombu's and fontTools' chatter is not ours.
            "celery": {"level": tasks},
            "fontTools": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "weasyprint": {"level": "WARNING"},
        },
    }
