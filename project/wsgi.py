"""The WSGI application: `granian --interface wsgi project.wsgi:application`."""

import logging
import os

from django.core.wsgi import get_wsgi_application
from django.db import Error, connection

from project import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

memory.give_back()
application = get_wsgi_application()

from quotes.search import columns  # noqa: E402  (not before the settings)


def load_columns() -> None:
    """Load what lists are made of, some seconds for a million quotations, before this process takes requests.

    Without a database the process starts all the same, and answers as `project.unavailable` says.
    """
    try:
        columns.current()
    except Error as error:
        logging.getLogger(__name__).warning("The record is not loaded yet: %s", error)
    finally:
        connection.close()


load_columns()
