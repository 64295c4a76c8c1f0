"""What the browser keeps for when there is no network."""

from serein.kit.offline import OfflinePage, declare

declare(OfflinePage("listening:report_offline", covers="listening:report"))
