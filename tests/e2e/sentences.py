"""The service's sentences in Vietnamese, as a resident reads them."""

from __future__ import annotations

from bot.serving import LOCALES_DIR
from bot.talk.text import Text, plain
from bot.wording.catalog import Translator

_WORDS = Translator.load(LOCALES_DIR)


def vi(msgid: str, **blanks: str) -> str:
    """A sentence of the catalog; fails for one that is not in it."""
    words = _WORDS.line(Text(msgid, {name: plain(text) for name, text in blanks.items()}), "vi")
    assert words != msgid, f"the catalog has no {msgid!r}"
    return words


GO_ON = vi("Go on")
NOTICE = vi("Nothing is kept before you agree. Shall we go on?")
AGREE = vi("I agree")
LANGUAGE = vi("Which language would you like?")
WARD = vi("Which ward or commune do you live in? Please type its name.")
GROUP = vi("Which group are you in?")
RESIDENT = vi("Resident, farmer, retired, at home")
AGE = vi("How old are you? Only the age group is kept, no date of birth.")
SIXTY = vi("60 or older")
READY = vi("Welcome! Your notebook is ready.")
MENU = vi("What would you like to do?")
LOG = vi("✏ Record an activity")
MY_LOG = vi("📒 My notebook")
BACK = vi("◀ Back")
SKIP = vi("Skip")
DONE = vi("Done")
TODAY = vi("Today")
ON_MY_OWN = vi("Learning on my own")
READING = vi("Books, newspapers, magazines")
IN_PERSON = vi("In person")
HOW = vi("How did you learn?")
WHICH = vi("Which of these fits best?")
WHAT = vi("What did you learn? Please write it in a few words.")
WHEN = vi("On which day? Choose, or type it, for example 15/11 or Saturday.")
HOW_LONG = vi("How long did it take? Choose, or type it, for example 45 minutes or 1h30.")
WHERE = vi("Was it in person or online?")
WITH_WHOM = vi("Where was it, or who taught it? For example: the ward's culture house.")
EVIDENCE = vi(
    "You may send a photo or a file of it. Please do not send pictures of identity papers."
)
CHECK = vi("Please check before it is recorded:")
RECORD = vi("✔ Record it")
TITLE = vi("What was learnt") + ": "
RECORDED = vi("Recorded in your notebook. Receipt number: {receipt}", receipt="")
NOT_UNDERSTOOD = vi("I did not understand: {typed}", typed="")
WELCOME_BACK = vi("Welcome back to your learning notebook.")
RETURNED = vi("Welcome back! Your notebook is as you left it.")
