"""Makes an administrator who is logged in: `DATABASE_URL=... python -m benchmarks.site.desk` prints the
session's key, and the key of a quotation in the middle.
"""

import os
import secrets

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django.setup()

from django.conf import settings  # noqa: E402  (Django comes first)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db.models import Max  # noqa: E402

from quotes.models import Quotation  # noqa: E402

NAME = "benchmark"


def main() -> None:
    user = User.objects.filter(username=NAME).first()
    if user is None:
        user = User.objects.create_superuser(NAME, password=secrets.token_urlsafe(20))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    middle = Quotation.objects.aggregate(last=Max("pk"))["last"] // 2
    print(session.session_key, Quotation.objects.filter(pk__gte=middle).order_by("pk").values_list("pk", flat=True)[0])


if __name__ == "__main__":
    main()
