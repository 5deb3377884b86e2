"""The sentences of the page itself: buttons, labels, and the state of its connection."""

from __future__ import annotations

from bot.channels.web.frames import TEXT_LIMIT
from bot.talk.text import Text, _

PAGE_WORDS: tuple[Text, ...] = (
    # the top of the page
    _("A notebook of what you learn"),
    _("Skip to the conversation"),
    _("Main buttons"),
    _("Log"),
    _("Notebook"),
    _("Help"),
    _("More"),
    # the conversation
    _("Conversation"),
    _("The notebook says:"),
    _("You wrote:"),
    _("You chose:"),
    _("You sent:"),
    _("Choices"),
    _("(opens a new tab)"),
    _("Open the large picture (opens a new tab)"),
    _("More below"),
    # the answer
    _("Your answer"),
    _("Send"),
    _("Send a photo or a file"),
    # what happened to it
    _("Sending…"),
    _("Sent"),
    _("Not sent"),
    _("Send again"),
    _("The service is busy. Your answer is kept and will be sent again by itself."),
    _("This is too long. Please shorten it to at most {most} characters.", most=TEXT_LIMIT),
    _("This could not be read. Please write it again in other words."),
    _("Please choose a photo (JPEG, PNG, WebP or HEIC) or a PDF file."),
    _("This file is larger than 10 MB. Please choose a smaller one."),
    _("No more files can be taken now. Please log what you have sent, or try again tomorrow."),
    _("The file did not get through. Please check the connection, then press Send again."),
    # the connection
    _("Connecting…"),
    _("Connecting again… What you write is kept and will be sent by itself."),
    _(
        "This page needs a cookie to know you again, but the browser does not keep it. "
        "Please allow cookies in the settings of the browser, then open this page again."
    ),
    # the menu
    _("Progress"),
    _("Reminders"),
    _("Skills"),
    _("Language"),
    _("Close"),
    # notifications
    _("Notifications"),
    _("Tell me on this device"),
    _("A notification only says that something is new. It shows nothing of what you have written."),
    _(
        "The browser blocks notifications of this page. "
        "To get them, allow them in the settings of the browser for this page."
    ),
    _(
        "On an iPhone or iPad: press Share, then Add to Home Screen. "
        "Open the notebook from there, say that you have one already, "
        "and switch notifications on."
    ),
    _(
        "This browser cannot show notifications. "
        "To get them, open this page in Chrome, Edge or Firefox."
    ),
    _("Notifications could not be switched on. Please check the connection and try again."),
    _("Shall this device tell you when a reminder comes, also when this page is closed?"),
    _("Switch on notifications"),
    _("Not now"),
    _("Understood"),
    _("This device will tell you when a reminder comes."),
    # leaving
    _("Stop using this device"),
    _("Stop using the notebook on this device?"),
    _(
        "This page will forget you, and the next person starts with a new notebook. "
        "What you have logged stays stored, but you cannot open it from this page again."
    ),
    _("Some of your answers have not been sent yet. They will be lost."),
    _("Stay"),
    _("Stop using"),
    _("This did not work. Please check the connection and try again."),
    # without a connection
    _("The notebook cannot be reached now."),
    _(
        "What you have written is kept on this device. "
        "It will be sent by itself when there is a connection."
    ),
    _("You need not do anything: this page opens the notebook again by itself."),
    _("Try again"),
    # installed on a device
    _("Learning notebook"),
    # without JavaScript
    _(
        "This page needs JavaScript. Please switch it on in the browser, "
        "or open the page in another browser."
    ),
)
"""Every sentence that the page can show; its key is the English sentence."""
