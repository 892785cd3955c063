"""What gunicorn serves, with all pages loaded: the first reader does not wait for that."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)
