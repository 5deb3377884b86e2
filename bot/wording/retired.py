"""Retired sentences: the code does not use them, but rows of the outbox may.

The outbox stores messages for 30 days as sentences of the catalogs. The days of the year became
data (`bot/content/calendar.toml`), help is made of the conversations' descriptions, other
provinces than Hanoi are served, the steps of joining are counted otherwise, the answers about a
reminder name its time, and photos are told from files. Facts and items are lines of their own
(docs/adr/0021), and labels fit on the button of a phone. What was sent and cannot
be read is told by its kind. Delete this file after 2026-12-27.
"""

from __future__ import annotations

from bot.talk.text import Text, _, plural

RETIRED: tuple[Text, ...] = (
    _("Set: {reminder}"),
    _("1 of 4. May your learning activities be kept in your notebook?"),
    _("2 of 4. May your answers to the digital skills self-check be kept?"),
    _("3 of 4. May reminders be sent to you?"),
    _("4 of 4. May the ward send you news about classes and events?"),
    _("Today is the International Day of Education: a good day to begin something new."),
    _(
        "On 26 March 2025 the movement Bình dân học vụ số began: digital skills for "
        "everybody. See where you stand: it takes 3 minutes."
    ),
    _(
        "Today is Vietnam Book and Reading Culture Day. Which book is on your table? Read"
        " for 15 minutes, and record it."
    ),
    _("Today is World Book and Copyright Day. When you share a story or a song, name who made it."),
    _(
        "Today is Vietnam Science and Technology Day. Try one new thing on your phone, "
        "and record it."
    ),
    _(
        "Today is Vietnam Cyber Security Day. Never give anybody a code that was sent to "
        "your phone. See how safe you are: it takes 3 minutes."
    ),
    _(
        "A new school year begins today, and with it the month of promoting learning. "
        "What would you like to learn this autumn? Set yourself a goal."
    ),
    _(
        "Today is International Literacy Day. In 1945 Bình dân học vụ taught the country "
        "to read. Today, teach one person one thing, and record it."
    ),
    _(
        "Today is the International Day of Older Persons. Ask an older relative to teach "
        "you something, and record it."
    ),
    _(
        "Today is Vietnam Learning Promotion Day. Help one person learn something, and "
        "record it under “Helping others learn”."
    ),
    _("Today is World Teachers’ Day. Send a word of thanks to somebody who taught you."),
    _(
        "Today is National Digital Transformation Day. See what you can do with your "
        "phone: the self-check takes 3 minutes."
    ),
    _("Today is Vietnam Law Day. Read about one rule that concerns your family, and record it."),
    _(
        "Today is Vietnamese Teachers’ Day. Thank a teacher, and do as teachers do: show "
        "somebody one thing."
    ),
    _(
        "Today is the last day that counts for this year’s Learning Citizen. See what is "
        "there, and record what is missing."
    ),
    _(
        "• Record an activity: type /log, or just write it, for example: "
        "today read a book 30 minutes"
    ),
    _("• See, correct or cancel what you recorded: type /mylog"),
    _("• See your progress, set a goal: type /progress"),
    _("• Check your digital skills: type /check"),
    _("• See your Learning Citizen year: type /citizen"),
    _("• Set reminders: type /remind"),
    _("• See Lifelong Learning Week: type /week"),
    _("• Choose which messages come to you: type /notices"),
    _("• Use the notebook on another channel too: type /link"),
    _("• Change the language: type /language"),
    _("• Stop what you are doing: type /cancel"),
    _("• See the menu: type /menu"),
    _("I found no ward or commune of Hanoi like: {typed}"),
    _("1. Open the notebook there and choose “I have a notebook”, or type: link"),
    _("2. Type this code there: {code}"),
    _(
        "• Your rights: see and correct it here; to delete it or to take back your consent, "
        "tell those who run it."
    ),
    plural("{count} photo or file kept.", "{count} photos or files kept.", 1),
    _(
        "On which days? Choose, or type days and hour, for example: "
        "Monday, Wednesday, Friday at 19:30"
    ),
    plural("• At most {count} message a week.", "• At most {count} messages a week.", 0),
    plural(
        "• At most {count} message a week; in Lifelong Learning Week at most 1 a day.",
        "• At most {count} messages a week; in Lifelong Learning Week at most 1 a day.",
        0,
    ),
    _("Below {least} now: {name}"),
    _("Hours: {hours}"),
    _("Telephone: {telephone}"),
    _("This is your learning notebook. Here is what you can do:"),
    _("What would help most now: {name}. {help}"),
    _("You can ask: {name}"),
    _("Your answer so far: {answer}"),
    _("Your notebook this year: {shown}."),
    _("Your notebook, week from {first} to {last}"),
    _("Your own points so far: {points}"),
    _("{number}. {name}"),
    _("{number}. {name}: not rated yet"),
    _("{number}. {name}: {points} of {most} (notebook: {shown})"),
    _("{number}. {name}: {points} of {most} (your own)"),
    _("{number}. {name}: {points} of {most} (your own; notebook: {shown})"),
    _("{set} {year}: your own estimate"),
    _("• Day: {day}"),
    _("• Duration: {minutes}"),
    _("• How: {mode}"),
    _("• Kind: {kind}"),
    _("• Nothing from {start} to {end}."),
    _("• Reason: {reason}"),
    _("• This month: {sum}"),
    _("• This week: {sum}"),
    _("• This year: {sum}"),
    _("• What: {title}"),
    _("• Where or with whom: {provider}"),
    _("• {form}: {about}"),
    _("• {kind}: {sum}"),
    _("• {step}: {meaning}"),
    _("• {task}"),
    _("• {time}: {what}, at {where}"),
    _("• {what}, at {where}"),
    _("• {what}: type {command} or “{word}”"),
    plural("{form}: {count} question, {minutes}", "{form}: {count} questions, {minutes}", 0),
    _("A new self-check after 90 days"),
    _("Correct or cancel this entry"),
    _("I cannot read that. Please write it in words, or send a photo."),
    _("Learning from family, friends, colleagues"),
    _("Learning online: videos, podcasts, articles"),
    _("Official, public employee, business owner"),
    _("Please type a word; a photo cannot be searched for."),
    _("Radio, television, ward loudspeaker"),
    _("Reading books, newspapers, magazines"),
    _("School or continuing education for a diploma"),
    _("School, vocational or university course"),
    _("The end of the Learning Citizen year"),
    _("Visiting a museum, a monument, a model site"),
    _("Vocational course for a qualification"),
    _("Whenever you want to go on, here or on a channel linked by /link, type: skills"),
    _("⏸ Pause, go on later"),
    _("{number}. {title}: {step} Where to learn: {where}"),
    _("• No entry yet"),
    _("• What you learn, with its photos: for your notebook. Kept this year and last year."),
    _("• Goals, points that you give yourself, self-checks: for your progress. Kept as long."),
    _("• Ward, group, age group: so that the ward has counts. Kept until you leave."),
    _("• Reminders and your choices: to write to you. Kept until you change them."),
    _("• The number of your account on this channel: to answer you. Kept until you leave."),
    _("• What we said here: 30 days."),
    _("You see all of it. The ward sees counts only. No name and no telephone number is kept."),
    _("• {what}: no"),
    _("• {what}: yes"),
    _("• {what}: no, since {day}"),
    _("• {what}: yes, since {day}"),
    _("• your ward, group, age group, consents and this talk"),
    _("• the notebook on all your channels"),
    _("• Place: {ward}"),
    plural("• {count} entry", "• {count} entries", 0),
    plural("• {count} photo or file", "• {count} photos or files", 0),
    plural("• {count} reminder", "• {count} reminders", 0),
    plural("• {count} self-check", "• {count} self-checks", 0),
    _("Drop this: {draft}?"),
    _("Nothing is open that could be stopped."),
    _("{set} {year}: your own estimate, no recognition."),
    _("This is an estimate for yourself and no recognition. The official form is on: {site}"),
    _("The last time: {day}"),
    _("This comes to you without your asking: classes, events and learning days."),
    _("No reminder is set. One helps to keep at it."),
)
