"""What a supervisor asks: is the process alive, and may it be sent visitors?"""

import logging

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)


def livez(request: HttpRequest) -> HttpResponse:
    """Answer "ok", without a look at the database."""
    return plain("ok")


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer "ok" when the database answers and has every migration; else 503 and which of the two is missing."""
    try:
        executor = MigrationExecutor(connection)
    except Error as error:
        logger.warning("The database does not answer: %s", error)
        return plain("the database does not answer", status=503)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return plain("the database lacks a migration", status=503)
    return plain("ok")


def plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(
        f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
