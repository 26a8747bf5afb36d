"""One line of JSON an event on standard error; a request's lines carry its id. No personal data, ever."""

import json
import logging
import sys
from typing import Any

import structlog


def configure(*, level: int = logging.INFO) -> None:
    """Set the process's log up; call once, at start."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(_encode),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )


def _encode(event: Any, **options: Any) -> bytes:
    """One line, written at once; the options are structlog's, how to tell what JSON has no word for."""
    return json.dumps(event, ensure_ascii=False, **options).encode()
