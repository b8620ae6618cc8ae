"""Tables at the desk, in a browser: export, change, look, import; accessible, and within the security policy."""

import csv
from pathlib import Path

import pytest

from quotes.models import Topic
from tests.factories import make_topic
from tests.members import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_list_is_exported_changed_and_imported(page, log_in, axe_violations, tmp_path: Path, scheme):
    make_topic(name="=Bridges")
    log_in(make_member("Editors"))
    page.emulate_media(color_scheme=scheme)
    page.goto("/admin/quotes/topic/")
    assert axe_violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    path = tmp_path / "topics.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["name"] == "'=Bridges"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, row.keys())
        writer.writeheader()
        writer.writerows([row | {"name": "Spans"}, {"name": "Ferries"}, {"slug": "No slug", "name": "Wrong"}])

    page.goto("/admin/quotes/topic/import/")
    assert axe_violations(page) == []
    page.get_by_label("Table").set_input_files(path)
    page.get_by_role("button", name="See what it would do").click()
    page.get_by_text("This is what the table would do").wait_for()
    assert axe_violations(page) == []
    page.get_by_label("Leave out the refused rows").check()
    page.get_by_role("button", name="Import 2 rows").click()
    page.get_by_text("The refused rows were left out").wait_for()
    assert axe_violations(page) == []
    assert set(Topic.objects.values_list("name", flat=True)) == {"Spans", "Ferries"}
