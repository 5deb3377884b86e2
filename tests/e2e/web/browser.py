"""A person's browser: a real Chromium that records every error of the page."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    async_playwright,
    expect,
)

from bot.channels.web.channel import REPLAYED

T = TypeVar("T")

SCREENS = Path(__file__).parents[2] / "artefacts" / "screens"
"""The folder of the last run's screenshots; they are taken for people when SCREENS is set."""

_PICTURED = bool(os.environ.get("SCREENS"))  # noqa: TID251  # for who looks, no setting of ours

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "reduced_motion": "reduce",
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
MOTION: dict[str, Any] = {"reduced_motion": "no-preference"}
"""How most people have it; without motion the tests that do not look at it wait less."""

_PATIENCE_SECONDS = 90.0
expect.set_options(timeout=_PATIENCE_SECONDS * 1000)
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_WATCHING = (Path(__file__).parent / "watching.js").read_text("utf-8")
_NEWER = """after => [...document.querySelectorAll("#talk .theirs")]
  .map(item => [Number(item.dataset.form), item.querySelector(".words").textContent])
  .filter(([row]) => row > after)"""
_STILL = """() => Promise.all(document.getAnimations()
  .filter(one => one.effect.getComputedTiming().iterations !== Infinity)
  .map(one => one.finished.catch(() => null))).then(() => null)"""


def chromium_path() -> str:
    """The path of this machine's Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    given = os.environ.get("CHROMIUM")  # noqa: TID251  # a tool's place is no setting of ours
    found = given or next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("no Chromium here: name one in CHROMIUM, or test with -m 'not browser'")
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path(), args=list(_ARGUMENTS)
        )
        yield browser
        await browser.close()


async def until(holds: Callable[[], Awaitable[T]], what: str) -> T:
    """Wait for a condition of a page; returns its first true value."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not (answer := await holds()):  # noqa: ASYNC110  # a page tells nobody
                await asyncio.sleep(0.03)
            return answer
    except TimeoutError:
        raise AssertionError(f"never: {what}") from None


class Device:
    """A phone or a computer: its cookies, its tabs, and all errors of its pages."""

    def __init__(self, context: BrowserContext, base: str, *, touch: bool) -> None:
        self.context = context
        self.base = base
        self.touch = touch
        self.troubles: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(f"error: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if request.url.startswith(("blob:", "data:")):
            return
        if urlsplit(request.url).netloc != urlsplit(self.base).netloc:
            self.troubles.append(f"a request to another host: {request.url}")

    def endured(self, *patterns: str) -> None:
        """Remove the errors that the test caused itself."""
        known = re.compile("|".join(patterns))
        self.troubles = [trouble for trouble in self.troubles if not known.search(trouble)]

    async def address(self) -> str:
        """The address of the device."""
        cookies = await self.context.cookies(self.base)
        return next(c["value"] for c in cookies if c["name"] == "sohoctap").partition(".")[0]

    async def opens(self, path: str = "/") -> Tab:
        """Open the page in a new tab; wait until the earlier messages are shown."""
        tab = Tab(self, await self.context.new_page())
        await tab.page.goto(self.base + path)
        await tab.ready()
        return tab


@asynccontextmanager
async def device(
    browser: Browser, base: str, kind: dict[str, Any], **more: Any
) -> AsyncIterator[Device]:
    """A new device in Vietnamese; fails at the end if a page had an error."""
    context = await browser.new_context(**{"locale": "vi-VN", **kind, **more})
    context.set_default_timeout(_PATIENCE_SECONDS * 1000)
    await context.add_init_script(_WATCHING)
    made = Device(context, base, touch=bool(kind.get("has_touch")))
    try:
        yield made
    finally:
        await context.close()
    assert made.troubles == []


class Tab:
    """One tab of the page: what it shows, and what a person does in it."""

    def __init__(self, device: Device, page: Page) -> None:
        self.device = device
        self.page = page
        self.heard = 0
        self.box = page.locator("#text")
        self.status = page.locator("#status")
        self.trouble = page.locator("#trouble")

    # --- what is seen -----------------------------------------------------------------------------

    async def ready(self) -> None:
        """Wait until the page is connected and shows the earlier messages."""
        ready = self.page.locator("[data-ask=log]:enabled")
        await ready.wait_for()

    async def hears(self, words: str) -> str:
        """Wait for a message with this text that is newer than the last awaited one."""

        async def newer() -> tuple[int, str] | None:
            found = await self.page.evaluate(_NEWER, self.heard)
            return next(((row, text) for row, text in found if words in text), None)

        found = await until(newer, f"hearing {words!r}")
        assert found
        self.heard, text = found
        return text

    async def talk(self) -> list[str]:
        """All texts of the conversation, from top to bottom."""
        return await self.page.locator("#talk .said .words").all_text_contents()

    async def rows(self) -> list[int]:
        """The rows of the messages that are shown, from top to bottom."""
        found: list[int] = await self.page.eval_on_selector_all(
            "#talk .theirs", "items => items.map(item => Number(item.dataset.form))"
        )
        return found

    async def shows(self, said: list[int]) -> None:
        """Wait until the stored messages are shown: each row once, in order, and no other.

        Of a long earlier conversation only the end is shown.
        """

        async def shown() -> bool:
            rows = await self.rows()
            return len(rows) >= min(len(said), REPLAYED) and rows == said[-len(rows) :]

        await until(shown, f"the rows {said} are shown")

    async def states(self) -> list[str]:
        """The state of each message of the person."""
        found: list[str] = await self.page.eval_on_selector_all(
            "#talk .own", "items => items.map(item => item.dataset.state)"
        )
        return found

    async def sent(self) -> None:
        """Wait until the service has accepted everything sent in this tab."""

        async def none_waits() -> bool:
            return set(await self.states()) <= {"sent"}

        await until(none_waits, "everything sent")

    async def labels(self) -> list[str]:
        """The choices that can be pressed."""
        return await self.page.locator(".choices button").all_text_contents()

    async def findings(self) -> list[str]:
        """The accessibility faults of the current screen."""
        await self.page.evaluate(_STILL)
        found: list[str] = await self.page.evaluate("watching.findings()")
        return found

    async def announced(self) -> list[str]:
        """What a screen reader announced since the page was opened."""
        found: list[str] = await self.page.evaluate("watching.announced")
        return found

    async def focused(self) -> str:
        """The name of the focused element."""
        found: str = await self.page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        return found

    async def pictured(self, name: str) -> None:
        """Wait until nothing moves; take a screenshot, when somebody asked for screenshots."""
        await self.page.evaluate(_STILL)
        if _PICTURED:
            SCREENS.mkdir(parents=True, exist_ok=True)
            await self.page.screenshot(path=SCREENS / f"{name}.png")

    # --- what is done -----------------------------------------------------------------------------

    def choice(self, label: str) -> Locator:
        """An open choice by its whole label."""
        return self.page.locator(".choices").get_by_role("button", name=label, exact=True)

    def button(self, label: str) -> Locator:
        """A button of the page itself."""
        return self.page.get_by_role("button", name=label, exact=True)

    async def _presses(self, target: Locator) -> None:
        await (target.tap() if self.device.touch else target.click())

    async def taps(self, *labels: str) -> None:
        """Press choices one after another, each as soon as it appears."""
        for label in labels:
            await self._presses(self.choice(label))

    async def presses(self, label: str) -> None:
        """Press a button of the page itself."""
        await self._presses(self.button(label))

    async def types(self, text: str) -> None:
        """Type an answer and send it: with the thumb on a phone, with Enter on a computer."""
        await self.box.fill(text)
        if self.device.touch:
            await self.presses("Gửi")
        else:
            await self.box.press("Enter")

    async def goes(self, steps: Iterable[tuple[str, str, str]]) -> AsyncIterator[str]:
        """Follow steps of (expected message, "tap" or "type", answer); returns the messages."""
        for heard, how, answer in steps:
            yield await self.hears(heard)
            await (self.taps(answer) if how == "tap" else self.types(answer))

    async def joins(self) -> None:
        """Join with every consent."""
        async for _heard in self.goes(JOINING):
            pass
        await self.hears("Sổ học tập đã sẵn sàng")

    async def leafs_back(self) -> None:
        """Open the notebook at the last week before this one that has entries."""
        await self.presses("Sổ")
        await self.hears("Tuần ")
        await self.taps("◀ Tuần trước đó")
        await self.hears("Tuần ")


JOINING: tuple[tuple[str, str, str], ...] = (
    ("Mình tiếp tục nhé?", "tap", "Tiếp tục"),
    ("Bạn bao nhiêu tuổi?", "tap", "Từ 60 trở lên"),
    ("2/7", "tap", "Đồng ý"),
    ("3/7", "tap", "Đồng ý"),
    ("4/7", "tap", "Không đồng ý"),
    ("5/7", "tap", "Đồng ý"),
    ("Bạn sống ở phường, xã nào?", "type", "o cho dua"),
    ("Nơi ở: phường Ô Chợ Dừa", "tap", "Người dân, nông dân, hưu trí"),
)
"""How a newcomer joins."""
