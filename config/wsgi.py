"""The web process. It does not start while a system check of ours finds an error."""

import os

from config import environment

environment.load()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - the environment comes first

application = get_wsgi_application()

from config.checks import refuse_to_start  # noqa: E402 - needs the apps

refuse_to_start()
