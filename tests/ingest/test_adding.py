"""An article becomes a source with drafts, once; reading it again keeps every decision."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from quotes.editing import reject
from quotes.ingest.adding import SameArticle, add_article, plain_address, read_source
from quotes.models import Candidate, Organization, Quotation, Source, Status
from tests.factories import SOURCE_TEXT, make_affiliation, make_organization, make_speaker
from tests.members import STRANGER, make_member

pytestmark = pytest.mark.django_db


def article(**fields):
    facts = {
        "title": "Harbour bridge to close for repairs",
        "text": SOURCE_TEXT,
        "published_on": date(2024, 5, 6),
        "captured_on": date(2024, 5, 7),
    }
    return Source(**facts | fields)


def draft_of(added, words):
    return next(draft for draft in added.drafts if draft.text.startswith(words))


@pytest.fixture
def contributor():
    return make_member("Contributors")


def test_each_candidate_becomes_a_draft_that_says_why_it_is_there(contributor):
    added = add_article(article(), publisher="Harbour Times", by=contributor)
    first = draft_of(added, "The bridge is safe")
    assert first.text == "The bridge is safe But it is old, and it will not stay safe."
    assert {draft.status for draft in added.drafts} == {Status.DRAFT}
    assert first.candidate.speaker_name == "Ana Ruiz"
    assert first.candidate.role == "city engineer"
    assert "Ana Ruiz" in first.candidate.because
    assert 0 < first.candidate.confidence <= 1
    assert not first.candidate.is_edited
    assert added.source.publisher == Organization.objects.get(name="Harbour Times", kind="media")
    assert added.source.extraction.is_current
    assert first.history.get().history_user == contributor
    assert not Quotation.objects.published().exists()


HEADLINE = "Ferry to close for repairs, council says"
BODY = "The ferry will close for two weeks, the council said on Friday. “It is not safe,” said Ada Quill, the mayor."


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (HEADLINE, f"{HEADLINE}\n\n{BODY}"),
        (HEADLINE, f"{HEADLINE}.\n\n{BODY}"),
        ("Ferry to close", f"{HEADLINE}\n\n12 March 2024\n\n{BODY}\n\n{BODY}"),
        (HEADLINE, HEADLINE),
    ],
)
def test_a_headline_is_nobodys_indirect_speech(contributor, title, text):
    added = add_article(article(title=title, text=text), by=contributor)
    assert [draft.text for draft in added.drafts if draft.spans[0].start < len(HEADLINE)] == []
    assert ("The ferry will close for two weeks" in [draft.text for draft in added.drafts]) is (text != HEADLINE)
    assert added.known == 0


@pytest.mark.parametrize("line", [f"{HEADLINE}.", "Council: “The ferry is not safe,” says mayor Ada Quill"])
def test_a_first_line_that_is_a_sentence_or_has_quoted_words_is_read(contributor, line):
    added = add_article(article(title="The ferry", text=f"{line}\n\n{BODY}"), by=contributor)
    assert [draft for draft in added.drafts if draft.spans[0].start < len(line)]


def test_a_speaker_whom_the_record_knows_without_doubt_is_set_with_the_role_that_is_printed(contributor):
    ana = make_speaker(name="Ana Ruíz", sort_name="Ruíz, Ana")
    make_affiliation(speaker=ana, role="mayor", since="2020")
    engineer = make_affiliation(speaker=ana, organization=make_organization(name="The city"), role="engineer")
    first = draft_of(add_article(article(), by=contributor), "The bridge is safe")
    assert (first.speaker, first.affiliation) == (ana, engineer)


def test_of_two_speakers_of_the_name_neither_is_set(contributor):
    for _ in range(2):
        make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana")
    assert draft_of(add_article(article(), by=contributor), "The bridge is safe").speaker is None


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("", SOURCE_TEXT),
        ("http://www.harbour.example/bridge/?utm_source=mail#top", "Another text of the same page."),
    ],
)
def test_the_same_article_is_recognised_by_its_text_or_its_address(contributor, url, text):
    first = add_article(article(url="https://harbour.example/bridge"), by=contributor).source
    with pytest.raises(SameArticle) as raised:
        add_article(article(url=url, text=text), by=contributor)
    assert raised.value.source == first
    assert Source.objects.count() == 1


def test_another_page_of_the_site_is_another_article(contributor):
    add_article(article(url="https://harbour.example/bridge?id=1"), by=contributor)
    add_article(
        article(url="https://harbour.example/bridge?id=2", text="“We were not asked,” he said."), by=contributor
    )
    assert Source.objects.count() == 2


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("", ""),
        ("https://www.harbour.example/bridge/", "harbour.example/bridge"),
        ("HTTP://Harbour.example/bridge?utm_campaign=x&id=2#top", "harbour.example/bridge?id=2"),
        ("no address at all", ""),
        ("https://[broken", ""),
    ],
)
def test_an_address_is_compared_without_what_does_not_tell_articles_apart(url, plain):
    assert plain_address(url) == plain


def test_what_the_record_refuses_leaves_nothing_behind(contributor):
    with pytest.raises(ValidationError):
        add_article(article(title=""), publisher="Harbour Times", by=contributor)
    assert not Source.objects.exists()
    assert not Organization.objects.exists()


def test_a_stranger_adds_nothing():
    with pytest.raises(PermissionDenied):
        add_article(article(), by=make_member(STRANGER))
    assert not Source.objects.exists()


def test_reading_again_after_an_edit_keeps_every_decision_and_adds_what_is_new(contributor):
    added = add_article(article(), by=contributor)
    refused = added.drafts[0]
    reject(refused, by=make_member("Editors"), reason="A caption.")
    source = Source.objects.get()
    source.text = f"{source.text}\n\n“Nobody is asked these days,” said Ana Ruiz."
    source.save()
    assert not source.extraction.is_current
    before = {quotation.pk: (quotation.text, quotation.status) for quotation in Quotation.objects.all()}
    again = read_source(source, by=contributor)
    assert [draft.text for draft in again.drafts] == ["Nobody is asked these days"]
    assert again.known == len(added.drafts)
    kept = Quotation.objects.exclude(pk__in=[draft.pk for draft in again.drafts])
    assert {quotation.pk: (quotation.text, quotation.status) for quotation in kept} == before
    assert Source.objects.get().extraction.is_current
    assert Candidate.objects.count() == Quotation.objects.count()
