"""What Telegram says when it does not do what was asked."""

from __future__ import annotations


class Refusal(Exception):
    """An answer with `ok: false`.

    `breach` marks calls that a correct bot never makes (wrong parameters, a too long text);
    the rest (a person blocked the bot, a query grew old) happens to correct bots too.
    """

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after_seconds: int | None = None,
        breach: bool = False,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after_seconds = retry_after_seconds
        self.breach = breach

    def body(self) -> dict[str, object]:
        """The JSON of the answer."""
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after_seconds is not None:
            answer["parameters"] = {"retry_after": self.retry_after_seconds}
        return answer


def breach(why: str) -> Refusal:
    """400 for what a correct bot never asks."""
    return Refusal(400, f"Bad Request: {why}", breach=True)


def bad_request(why: str) -> Refusal:
    """400 for what happens to correct bots too."""
    return Refusal(400, f"Bad Request: {why}")


def blocked() -> Refusal:
    """403: the person does not want to hear from the bot."""
    return Refusal(403, "Forbidden: bot was blocked by the user")


def conflict(why: str) -> Refusal:
    """409: two ways of listening at once."""
    return Refusal(409, f"Conflict: {why}")


def flood(retry_after_seconds: int) -> Refusal:
    """429: too fast."""
    return Refusal(
        429,
        f"Too Many Requests: retry after {retry_after_seconds}",
        retry_after_seconds=retry_after_seconds,
    )


def unauthorized() -> Refusal:
    """401: the token is not ours."""
    return Refusal(401, "Unauthorized", breach=True)


def not_found(what: str = "") -> Refusal:
    """404: there is no such method (or the emulator does not act it)."""
    return Refusal(404, f"Not Found: {what}" if what else "Not Found", breach=True)
