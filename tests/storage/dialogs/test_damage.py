"""A dialog of which a value was changed on the disk: the person goes on with a new question."""

from __future__ import annotations

from bot.services.ports.dialogs import Dialog
from bot.talk.steps import Choice
from bot.talk.text import plain
from tests.storage.stores import NOW, Store, meet, query


async def test_a_changed_state_is_one_that_nobody_can_read(store: Store, database_url: str) -> None:
    dialog = await meet(store)
    dialog.name, dialog.state = "log", '{"type":"Asking"}'
    dialog.prompt = (Choice("a", plain("Một")),)
    dialog.versions = "abc"
    await store.transact(lambda work: work.dialogs.save_dialog(dialog, NOW))
    assert (await meet(store)).state == dialog.state
    ends = ", ".join(
        f"{name} = substr({name}, 1, length({name}) - 12) || 'AAAAAAAAAAAA'"
        for name in ("state", "prompt", "versions")
    )
    await query(database_url, f"UPDATE conversation SET {ends}")
    again: Dialog = await meet(store)
    assert (again.person, again.name, again.state) == (dialog.person, "log", None)
    assert (again.prompt, again.versions, again.paused_state) == ((), "", None)
