"""The door that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serein.config.settings")
application = get_wsgi_application()

# Their models want Django to be set up.
from serein.proximity import warming as rounds  # noqa: E402
from serein.shuttles import warming as shuttles  # noqa: E402

shuttles.begin()
rounds.begin()
