"""Use cases: commands, what carries them out, and the desk that every turn passes."""

from collections.abc import Awaitable, Callable

from bot.services import joining, logging_activities

CARRY_OUT: dict[type, Callable[..., Awaitable[None]]] = {
    joining.SetLanguage: joining.set_language,
    joining.Join: joining.join,
    joining.Forget: joining.forget,
    logging_activities.RecordActivity: logging_activities.record_activity,
    logging_activities.CorrectActivity: logging_activities.correct_activity,
    logging_activities.VoidActivity: logging_activities.void_activity,
}
"""Every kind of write, and the function that carries it out."""
