"""The WSGI application of the settings that DJANGO_SETTINGS_MODULE names, and nothing else."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
