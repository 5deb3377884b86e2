"""What the fork server loads once, so that no forked service loads it again.

A service that is forked begins as `python -m bot run` does, but its modules are imported and the
caches of its own data files are filled. What a start itself does is tested with a real process.
"""

import gc

import bot.channels.telegram.channel
import bot.channels.web
import bot.commands.cli  # noqa: F401  # loaded for those that are forked
from bot.domain.own_files import read_own_files
from bot.settings import Settings

read_own_files(Settings(_env_file=None).served_provinces)
gc.collect()
gc.freeze()
