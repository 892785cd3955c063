"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from povertyplan.common.bodies import whole_bodies
from povertyplan.common.sqlite3.base import DatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")

DatabaseWrapper.may_create = False
application = whole_bodies(get_wsgi_application())
