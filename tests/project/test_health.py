"""What a supervisor asks."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse


def test_a_live_process_says_so_without_the_database(client):
    response = client.get(reverse("livez"))  # this test has no database: a query would fail it
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.django_db
def test_a_site_with_all_its_migrations_is_ready(client):
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.django_db
def test_a_site_that_lacks_a_migration_is_not_ready(client):
    ((app, latest),) = MigrationLoader(connection).graph.leaf_nodes("quotes")
    MigrationRecorder(connection).record_unapplied(app, latest)
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.text) == (503, "the database lacks a migration\n")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["livez", "readyz"])
def test_health_is_for_reading_only_and_never_kept(name):
    client = Client()
    assert client.get(reverse(name))["Cache-Control"] == "no-store"
    assert client.head(reverse(name)).status_code == 200
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(reverse(name)).status_code == 405
