"""What the browser keeps for when there is no network."""

from serein.kit.offline import OfflinePage, declare

declare(OfflinePage("streets:check_offline", covers="streets:check_circuit"))
declare(OfflinePage("streets:found_offline", covers="streets:sign_round"))
