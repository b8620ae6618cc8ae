"""Lists as tables at the desk: saved as they are filtered, and read back after a look, all or nothing."""

import csv
import io
import os
import signal
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quotes.ingest.transfer import uploads
from quotes.ingest.transfer.working import begin, progress
from quotes.models import ImportFile, Quotation, Speaker, Status, Topic
from tests.admin.desk import list_url, messages_of
from tests.factories import make_quotation, make_source, make_speaker, make_topic
from tests.ingest.transfer.tables import as_csv
from tests.members import GROUPS, STRANGER
from tests.serving import current_database_url

pytestmark = pytest.mark.django_db

KINDS = ["quotation", "speaker", "organization", "affiliation", "topic", "claim", "stance", "source"]


def url(model: str, name: str, *args: Any) -> str:
    return reverse(f"admin:quotes_{model}_{name}", args=args)


def export(client: Client, model: str, form: str = "csv", **query: str) -> str:
    response = client.get(url(model, "export", form), query)
    assert response.status_code == 200
    return response.getvalue().decode("utf-8-sig")


def upload(client: Client, model: str, data: bytes, name: str = "rows.csv") -> str:
    """Upload a table, and return the address of the page that says what it would do."""
    response = client.post(url(model, "import"), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.context["form"].errors
    return response["Location"]


def press(client: Client, page: str, what: str, **more: str) -> Any:
    """Press a button of the page as it is shown now."""
    digest = client.get(page).context["file"].digest
    return client.post(page, {"what": what, "digest": digest} | more, follow=True)


# Out


def test_an_export_has_what_the_list_shows_and_no_formula(editor):
    bridge, ferry = make_quotation(attribution="=1+1"), make_quotation(words="We were not asked")
    rows = list(csv.DictReader(io.StringIO(export(editor, "quotation", q="bridge"))))
    assert [row["ref"] for row in rows] == [bridge.ref]
    assert rows[0]["attribution"] == "'=1+1"
    draft = make_quotation(status=Status.DRAFT)
    rows = list(csv.DictReader(io.StringIO(export(editor, "quotation", status__exact="draft"))))
    assert [row["ref"] for row in rows] == [draft.ref]
    assert ferry.ref in export(editor, "quotation", "jsonl", speaker__id__exact=str(ferry.speaker.pk))


def test_a_list_leads_to_its_export_with_its_filters(editor):
    page = editor.get(list_url(Quotation), {"status__exact": "draft"}).text
    assert f'{url("quotation", "export", "csv")}?status__exact=draft"' in page
    assert f'href="{url("quotation", "import")}"' in page


def test_many_records_are_exported_in_few_queries_and_in_the_order_of_the_list(editor, django_assert_max_num_queries):
    source = make_source()
    refs = [make_quotation(source=source, status=Status.DRAFT).ref for _ in range(30)]
    with django_assert_max_num_queries(30):
        rows = list(csv.DictReader(io.StringIO(export(editor, "quotation"))))
    assert [row["ref"] for row in rows] == refs[::-1]


@pytest.mark.parametrize("query", [{"status__exact": "no"}, {"e": "1"}, {"speaker__id__exact": "x"}, {"o": "99"}])
def test_a_wrong_filter_gives_no_error(editor, query):
    assert editor.get(url("quotation", "export", "csv"), query).status_code in (200, 302)


def test_a_nul_in_a_filter_and_an_unknown_form_are_refused(editor):
    assert editor.get(url("quotation", "export", "csv"), {"q": "\0"}).status_code == 400
    assert editor.get(url("quotation", "export", "xlsx")).status_code == 404


@pytest.mark.parametrize("model", KINDS)
@pytest.mark.parametrize("group", [*GROUPS, STRANGER])
def test_who_may_export_and_import(signed_in, group, model):
    client = signed_in(group)
    expected = 403 if group == STRANGER else 200
    assert client.get(url(model, "export", "csv")).status_code == expected
    assert client.get(url(model, "import")).status_code == expected


def test_nobody_who_is_not_signed_in_gets_anything(client):
    for address in [url("quotation", "export", "csv"), url("quotation", "import")]:
        assert client.get(address).status_code == 302


# In


def test_a_table_is_looked_at_first_and_imported_when_the_editor_says_so(editor):
    make_topic(name="Bridges")
    page = upload(editor, "topic", as_csv([{"slug": "bridges", "name": "Spans"}, {"slug": "", "name": "Ferries"}]))
    shown = editor.get(page)
    assert "<del>Bridges</del> → <ins>Spans</ins>" in shown.text
    assert dict(shown.context["counts"]) == {"created": 1, "changed": 1, "unchanged": 0, "refused": 0}
    assert Topic.objects.get().name == "Bridges"
    done = press(editor, page, "confirm")
    assert "Imported on" in done.text
    assert set(Topic.objects.values_list("name", flat=True)) == {"Spans", "Ferries"}
    revision = Topic.objects.get(slug="ferries").history.get()
    assert (revision.history_user.username, revision.history_change_reason) == ("editors", "Imported from rows.csv")


def test_an_import_that_was_confirmed_twice_is_done_once(editor):
    page = upload(editor, "topic", b"name\nBridges\n")
    file = editor.get(page).context["file"]
    for _ in range(2):
        editor.post(page, {"what": "confirm", "digest": file.digest})
    uploads.confirm(ImportFile.objects.get())
    assert Topic.history.count() == 1


def test_refused_rows_keep_all_out_until_the_editor_leaves_them_out(editor):
    page = upload(editor, "speaker", b"name,sort_name\nAna,Ana\nTom,\n")
    shown = press(editor, page, "confirm")
    assert "Nothing was imported" in messages_of(shown)[0]
    assert not Speaker.objects.exists()
    press(editor, page, "confirm", leave_out="on")
    assert Speaker.objects.get().name == "Ana"


def test_the_refused_rows_come_with_their_reasons_and_can_be_corrected_and_imported(editor):
    page = upload(editor, "speaker", b"name,sort_name\nAna,Ana\nTom,\n")
    data = editor.get(page + "refused/").getvalue()
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert row["refused"].startswith("Row 3. sort_name: ")
    again = upload(editor, "speaker", data.replace(b"Tom,", b"Tom,Tom"))
    press(editor, again, "confirm")
    assert Speaker.objects.get().name == "Tom"


def test_a_record_that_was_changed_since_the_look_stops_the_import_and_is_shown(editor):
    topic = make_topic(name="Bridges")
    page = upload(editor, "topic", as_csv([{"slug": "bridges", "name": "Spans"}]))
    topic.name = "Old bridges"
    topic.save()
    shown = press(editor, page, "confirm")
    assert "the record was changed" in shown.text
    assert "<del>Old bridges</del>" in shown.text
    assert Topic.objects.get().name == "Old bridges"
    press(editor, page, "confirm")
    assert Topic.objects.get().name == "Spans"


def test_a_page_that_is_out_of_date_imports_nothing(editor):
    page = upload(editor, "topic", b"name\nBridges\n")
    response = editor.post(page, {"what": "confirm", "digest": "0" * 64}, follow=True)
    assert "not what you looked at" in messages_of(response)[0]
    assert not Topic.objects.exists()


def test_a_table_whose_content_was_tampered_with_is_not_imported(editor):
    page = upload(editor, "topic", b"name\nBridges\n")
    ImportFile.objects.update(content=b"name\nOther\n")
    with pytest.raises(ValueError, match="not what was uploaded"):
        press(editor, page, "confirm")
    assert not Topic.objects.exists()


def test_long_tables_are_shown_by_pages_and_by_outcome(editor):
    rows = [{"name": f"Topic {n}" if n % 50 else "x" * 101} for n in range(150)]
    page = upload(editor, "topic", as_csv(rows))
    assert editor.get(page).text.count(">Created<") + 2 == 100
    assert editor.get(page, {"page": "2"}).text.count(">Created<") + 1 == 50
    assert editor.get(page, {"show": "refused"}).text.count('<tr class="refused"') == 3
    for query in [{"page": "x"}, {"page": "99"}, {"show": "\0"}]:
        assert editor.get(page, query).status_code == 200


def test_a_table_is_its_uploader_s_alone(editor, signed_in):
    page = upload(editor, "topic", b"name\nBridges\n")
    other = signed_in("Administrators")
    assert other.get(page).status_code == other.post(page, {"what": "confirm"}).status_code == 404
    assert other.get(page + "refused/").status_code == 404
    assert editor.get(page.replace("/topic/", "/speaker/")).status_code == 404


def test_a_contributor_changes_drafts_and_not_what_readers_see(contributor):
    public, draft = make_quotation(), make_quotation(status=Status.DRAFT)
    page = upload(
        contributor, "quotation", as_csv([{"ref": one.ref, "attribution": "mayor"} for one in (public, draft)])
    )
    assert contributor.get(page).context["refused"] == 1
    press(contributor, page, "confirm", leave_out="on")
    assert [Quotation.objects.get(pk=one.pk).attribution for one in (public, draft)] == ["", "mayor"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + b"\0" * 100, "CSV UTF-8"),
        (b"a,b\n1,2\n", "must name the columns"),
        (b"name\n" + b"\xff\xfe\xfd\n", "UTF-8"),
        (b"%PDF-1.7 \0\0\0", "must name the columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused_on_the_form(editor, data, said):
    response = editor.post(url("topic", "import"), {"file": SimpleUploadedFile("rows.csv", data)})
    assert response.status_code == 200
    assert said in response.text
    assert not ImportFile.objects.exists()


def test_a_file_of_50_mb_is_refused_at_once(editor):
    started = time.monotonic()
    data = SimpleUploadedFile("rows.csv", b"name\n" + b"x" * 50_000_000)
    response = editor.post(url("topic", "import"), {"file": data})
    assert response.status_code == 413
    assert "10 MB" in response.text
    assert time.monotonic() - started < 10


def test_hostile_cells_are_shown_harmless(editor):
    hostile = ["<script>alert(1)</script>", "a\0b", "a\u202eb", "x" * 200_000, '"', "=cmd|' /C calc'!A0"]
    page = upload(editor, "topic", as_csv([{"name": text} for text in hostile]), name="<b>\0\u202e.csv")
    shown = editor.get(page)
    assert "<script>alert" not in shown.text
    assert "<b>" not in shown.text
    assert editor.get(page + "refused/").status_code == 200
    assert len(shown.content) < 100_000


def test_no_table_is_kept_for_more_than_a_month(editor):
    upload(editor, "topic", b"name\nBridges\n")
    ImportFile.objects.update(uploaded_at="2020-01-01T00:00Z")
    upload(editor, "topic", b"name\nFerries\n")
    assert ImportFile.objects.count() == 1


# Long ones


def test_a_look_or_an_import_that_did_not_end_says_so_and_can_be_begun_again(editor):
    page = upload(editor, "topic", b"name\nBridges\n")
    ImportFile.objects.update(begun_at="2024-01-01T00:00Z")
    assert "did not come to its end" in editor.get(page).text
    ImportFile.objects.update(state="uploaded", begun_at=None)
    assert "did not come to its end" in editor.get(page).text
    assert "This is what the table would do" in press(editor, page, "check").text


def test_a_table_that_is_worked_on_shows_how_far_and_is_not_begun_again(editor):
    page = upload(editor, "topic", b"name\nBridges\n")
    file = ImportFile.objects.get()
    lock = begin(file.token)
    try:
        os.pwrite(lock, b"        40        100", 0)
        shown = editor.get(page).text
        assert 'role="status"' in shown
        assert "40 of" in shown
        response = editor.post(page, {"what": "confirm", "digest": file.digest}, follow=True)
        assert "worked on already" in messages_of(response)[0]
        assert not Topic.objects.exists()
    finally:
        os.close(lock)
    assert progress(file.token) is None


@pytest.fixture
def own_process(monkeypatch) -> None:
    """Long tables are worked on by processes that use the database of the test; these tables are long."""
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    monkeypatch.setenv("DATABASE_URL", current_database_url())
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")


def wait_for(file: ImportFile, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while progress(file.token) is not None:
        assert time.monotonic() < end
        time.sleep(0.1)
    file.refresh_from_db()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_long_table_is_worked_on_by_a_process_of_its_own_which_tells_how_far_it_is(editor, own_process):
    page = upload(editor, "topic", as_csv([{"name": f"Topic {n}"} for n in range(600)]))
    file = ImportFile.objects.get()
    assert progress(file.token) is not None
    assert 'role="status"' in editor.get(page).text
    wait_for(file)
    assert (file.state, file.counts) == ("checked", {"created": 600})
    press(editor, page, "confirm")
    seen = set()
    while at_work := progress(file.token):
        seen.add(at_work.done)
        time.sleep(0.02)
    wait_for(file)
    assert (file.state, Topic.objects.count(), Topic.history.count()) == ("imported", 600, 600)
    assert len(seen) > 2, seen


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_leaves_nothing_and_the_page_says_so(editor, own_process, monkeypatch):
    started: list[Any] = []
    monkeypatch.setattr(uploads, "Thread", lambda target, daemon: started.append(target.__self__) or FakeThread())
    page = upload(editor, "topic", as_csv([{"name": f"Topic {n}"} for n in range(1000)]))
    file = ImportFile.objects.get()
    wait_for(file)
    press(editor, page, "confirm")
    while (at_work := progress(file.token)) and at_work.done < 200:
        time.sleep(0.02)
    os.kill(started[-1].pid, signal.SIGKILL)
    assert started[-1].wait() == -signal.SIGKILL
    started[0].wait()
    shown = editor.get(page)
    assert "did not come to its end" in shown.text
    assert not Topic.objects.exists()
    press(editor, page, "confirm")
    wait_for(file)
    started[-1].wait()
    assert (file.state, Topic.objects.count()) == ("imported", 1000)


class FakeThread:
    def start(self) -> None:
        """Nobody waits for the process but the test."""


def test_speakers_of_a_table_are_known_by_name(editor):
    make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana")
    page = upload(editor, "speaker", b'name,sort_name\nAna Ruiz,"Ruiz, Ana"\n')
    assert "It is there already: ana-ruiz." in editor.get(page).text
