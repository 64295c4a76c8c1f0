"""The screens of the night, which a device that opened them keeps."""

from serein.kit.offline import OfflinePage, declare

_BOTH = (
    "shuttles/on_site.css",
    "shuttles/on_site_sheets.css",
    "shuttles/on_site_keeper.js",
    "shuttles/on_site_words.js",
    "shuttles/on_site_wipe.js",
    "shuttles/on_site_bar.js",
    "shuttles/on_site_sheets.js",
    "shuttles/on_site_streets.js",
    "shuttles/on_site_night.js",
)
declare(
    OfflinePage("shuttles:on_site_kept", covers="shuttles:on_site", files=(*_BOTH, "shuttles/on_site_steward.js")),
    OfflinePage("shuttles:driver_kept", covers="shuttles:driver", files=(*_BOTH, "shuttles/on_site_driver.js")),
)
