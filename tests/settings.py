"""The project's settings for tests: development's, whatever the surrounding environment says.

DATABASE_URL alone is taken from outside, so that the same tests run on both databases.
"""

import os

for name in (
    "ALLOWED_HOSTS",
    "CORRECTIONS_EMAIL",
    "CSRF_TRUSTED_ORIGINS",
    "HTTPS",
    "ONE_TIME_CODES",
    "RESPONSE_CACHE_MB",
    "SECURE_PROXY",
    "SOURCE_CODE_URL",
    "STATIC_ROOT",
):
    os.environ.pop(name, None)
os.environ.update(DEBUG="1", SECRET_KEY="for tests only")

from project.settings import *
from project.settings import DATABASES

RESPONSE_CACHE_MB = 0  # a test looks at the page that the code makes

# What a test writes needs no protection from a power cut, and its passwords none from guessing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"
