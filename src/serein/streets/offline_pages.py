"""What the browser keeps for when there is no network."""

from serein.kit.offline import OfflinePage, declare

declare(OfflinePage("streets:check_offline", covers="streets:check_circuit"))
declare(OfflinePage("streets:found_offline", covers="streets:sign_round"))
declare(
    OfflinePage("streets:note_offline", covers="streets:note_finding"),
    OfflinePage("streets:note_offline", covers="streets:note_offline"),
    OfflinePage("streets:score_offline", covers="streets:score_spot"),
    OfflinePage("streets:score_offline", covers="streets:score_offline"),
)
