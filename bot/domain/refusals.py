"""Refusals: the rules say no with a code; the sentence is made where the language is known."""


class Refusal(Exception):
    """A rule refused; `code` names the rule (`minutes_many`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
