"""What gunicorn serves, with all pages loaded: the first reader does not wait for that."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from povertyplan.common.bodies import whole_bodies
from povertyplan.common.sqlite3.base import DatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")

DatabaseWrapper.may_create = False
application = whole_bodies(get_wsgi_application())
import_module(settings.ROOT_URLCONF)
