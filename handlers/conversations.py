"""Every conversation of the service: of residents, officers and administrators."""

from handlers import admins, officers, residents

CONVERSATIONS = (*residents.CONVERSATIONS, *officers.CONVERSATIONS, *admins.CONVERSATIONS)
"""In the order of help and of menus."""
