"""What the browser keeps for when there is no network."""

from serein.kit.offline import OfflinePage, declare

declare(
    OfflinePage(
        "proximity:today_offline", covers="proximity:today", files=("proximity/today.js", "proximity/held_round.js")
    ),
    OfflinePage(
        "proximity:contact_offline",
        covers="proximity:note_contact",
        files=("proximity/contact.js", "proximity/held_round.js"),
    ),
)
