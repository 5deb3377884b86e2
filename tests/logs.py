"""The log of the tests: plain lines in their output."""

import structlog


def log_plainly() -> None:
    """Set the log up as all tests have it; a test that sets it up otherwise ends with this.

    What structlog does by itself draws every traceback with its source and its variables in
    colours: that took half of the time of the tests of delivery.
    """
    structlog.reset_defaults()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
