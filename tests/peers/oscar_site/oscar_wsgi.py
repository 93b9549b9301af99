"""The shop as a WSGI application; needs OSCAR_STATE."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oscar_settings")
application = get_wsgi_application()
