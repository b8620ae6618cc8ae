"""The site's own settings and middleware, with other addresses."""

from pathlib import Path

from project.settings import *  # noqa: F403
from project.settings import TEMPLATES as OF_THE_SITE

NAIVE = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "NAME": "naive",
    "DIRS": [Path(__file__).parent / "templates"],
}
ROOT_URLCONF = "benchmarks.site.bare.urls"
TEMPLATES = [*OF_THE_SITE, NAIVE]
