"""The door that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serein.config.settings")
application = get_wsgi_application()

from serein.shuttles import warming  # noqa: E402 - its models want Django to be set up

warming.begin()
