"""A quotation's own page: words, role at the time, check, context, what is related; and what is not public."""

import re
from datetime import date

import pytest
from django.urls import reverse

from quotes.models import Passage, Quotation, Source, Stance, Status
from tests.factories import (
    make_affiliation,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db

PARTS = ["The bridge is safe", "But it is old, and it will not stay safe."]


@pytest.fixture
def show(client):
    """A function from a quotation to the text of its page."""

    def page(quotation, status=200):
        response = client.get(quotation.get_absolute_url())
        assert response.status_code == status
        return response.text

    return page


def test_words_and_context_with_the_exact_characters_marked(show):
    page = show(make_quotation(words=PARTS))
    assert '“The bridge is safe”<span class="q-gap"> … </span>“But it is old, and it will not stay safe.”' in page
    assert (
        "<p>“<mark>The bridge is safe</mark>,” said Ana Ruiz, the city engineer. "
        "“<mark>But it is old, and it will not stay safe.</mark>”"
    ) in page
    assert "Verbatim in two parts" in page
    assert "Characters 38–56 and 94–135 of 248." in page


def test_only_the_paragraph_around_is_public(show):
    page = show(make_quotation())
    assert "said Ana Ruiz" in page
    assert "The council said" not in page
    assert "Harbour bridge to close" not in page


def test_an_indirect_statement_has_no_marks_and_says_so(show):
    page = show(make_quotation(words="the work would take two years", kind="indirect"))
    assert "<p>the work would take two years</p>" in page
    assert "The reporter’s words, characters" in page
    assert "Do not cite them as the speaker’s own." in page


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Source.objects.filter(pk=one.source_id).update(text=one.source.text.replace("is safe", "is shut")),
        lambda one: Quotation.objects.filter(pk=one.pk).update(text="The bridge was safe"),
        lambda one: Passage.objects.filter(quotation=one).update(end=10_000_000),
        lambda one: Passage.objects.filter(quotation=one)._raw_delete(Passage.objects.db),
    ],
)
def test_the_check_is_made_when_the_page_is_read(show, change):
    quotation = make_quotation()
    assert "Verbatim in source" in show(quotation)
    change(quotation)
    page = show(quotation)
    assert "Not found in source" in page
    assert "Verbatim" not in page


def test_the_role_as_concluded_stands_beside_the_one_printed(show):
    source = make_source()
    role = make_affiliation(
        organization=make_organization(name="City of Harbour"), role="chief engineer", stated_in=source
    )
    page = show(make_quotation(source=source, affiliation=role, attribution="the city's engineer"))
    link = '<a class="as-text plain" href="/organizations/city-of-harbour/">City of Harbour</a>'
    assert f"Chief engineer, {link}" in page
    assert "As described in the source: “the city’s engineer”" in page
    assert "added by an editor" not in page


def test_a_role_that_no_source_states_is_marked_as_added_by_an_editor(show):
    role = make_affiliation(role="engineer", reference="https://example.org/who")
    page = show(make_quotation(affiliation=role))
    assert '(added by an editor, <a href="https://example.org/who" rel="noopener">reference</a>)' in page


@pytest.mark.parametrize(
    ("attribution", "shown"),
    [
        ("a Chief Engineer", False),
        ("the chief engineer, City of Harbour", False),
        ("chief engineer", False),
        ("chief engineers", True),
        ("another chief engineer", True),
        ("theorist and chief engineer", True),
    ],
)
def test_an_attribution_that_only_repeats_the_role_is_left_out(show, attribution, shown):
    role = make_affiliation(organization=make_organization(name="City of Harbour"), role="chief engineer")
    page = show(make_quotation(affiliation=role, attribution=attribution))
    assert ("As described in the source" in page) is shown
    assert "As described in the source" in show(make_quotation(attribution=attribution))


def test_facts_of_the_source_and_of_the_saying(show):
    source = make_source(
        title="Harbour's bridge",
        publisher=make_organization(name="Harbour Gazette"),
        byline="Ida Lund",
        added_by_editor="byline",
        url="https://example.org/bridge",
        published_on=date(2024, 5, 6),
    )
    page = show(make_quotation(source=source, medium="interview", said="2024-05", topics=[make_topic(name="Bridges")]))
    for fact in (
        "Harbour’s bridge",
        '<a class="ink plain" href="/organizations/harbour-gazette/">Harbour Gazette</a>',
        'By Ida Lund <span class="quiet">(added by an editor)</span>',
        "May 6, 2024",
        "May 2024",
        "Direct quotation",
        "Interview",
        "https://example.org/bridge",
        "/topics/bridges/",
    ):
        assert fact in page
    assert "Not stated; on or before publication" in show(make_quotation())


def test_a_translation_names_both_languages(show):
    page = show(make_quotation(language="ru", translated_from="kk"))
    assert 'lang="ru" dir="auto"' in page
    assert "Russian, translated from Kazakh" in page


def test_stances_on_public_claims_are_shown_with_reasons(show):
    quotation = make_quotation()
    make_stance(quotation=quotation, claim=make_claim(text="It is safe."), position="questions", reason="It's a guess.")
    make_stance(quotation=quotation, claim=make_claim(text="A secret.", status=Status.DRAFT))
    page = show(quotation)
    assert "It is safe." in page
    assert page.count("stance--questions") == 2  # in the facts, and beside the reason
    assert "It’s a guess." in page
    assert "A secret." not in page


def test_related_quotations_are_public_ones_on_its_claims_and_from_its_source(show, client):
    claim, source = make_claim(), make_source()
    quotation = make_quotation(source=source)
    other = make_stance(quotation=make_quotation(), claim=claim, position=Stance.Position.DENIES).quotation
    near = make_quotation(source=source, words="We were not asked")
    hidden = [make_quotation(status=Status.DRAFT), make_quotation(source=source, status=Status.DRAFT)]
    for one in (quotation, hidden[0]):
        make_stance(quotation=one, claim=claim)
    context = client.get(quotation.get_absolute_url()).context
    assert [one.ref for one in context["same_claims"]] == [other.ref]
    assert [one.ref for one in context["elsewhere"]] == [near.ref]
    assert not any(one.ref in show(quotation) for one in hidden)


def test_what_others_say_on_several_claims_is_told_for_each_claim(show):
    safe, old = make_claim(text="It is safe.", slug="safe"), make_claim(text="It is old.", slug="old")
    quotation, other = make_quotation(), make_quotation(speaker=make_speaker(name="Ana Ruiz"))
    for one in (quotation, other):
        make_stance(quotation=one, claim=safe, position="asserts")
    related = show(quotation).partition("On the same claim")[2]
    assert "related__claims" not in related
    assert related.count("stance--asserts") == 1
    make_stance(quotation=quotation, claim=old, position="asserts")
    make_stance(quotation=other, claim=old, position="denies")
    related = " ".join(show(quotation).partition("On the same claims")[2].split())
    told = re.findall(r'<li><span class="stance stance--(\w+)">.*? <a href="(.*?)">(.*?)</a></li>', related)
    assert told == [
        ("denies", old.get_absolute_url(), "It is old"),
        ("asserts", safe.get_absolute_url(), "It is safe"),
    ]
    assert related.count('class="stance ') == 2


def test_a_neighbour_that_lost_its_passages_does_no_harm(show):
    source = make_source()
    quotation = make_quotation(source=source)
    for words in ("We were not asked", "two years"):
        broken = make_quotation(source=source, words=words)
        Passage.objects.filter(quotation=broken)._raw_delete(Passage.objects.db)
    assert "We were not asked" in show(quotation)


def test_a_statement_in_a_statement_leads_both_ways_when_both_are_public(show):
    source = make_source()
    outer = make_quotation(source=source, speaker=make_speaker(name="Ana Ruiz"))
    inner = make_quotation(source=source, words="it will not stay safe", reported_in=outer)
    assert f'According to <a href="{outer.get_absolute_url()}">Ana Ruiz</a>' in show(inner)
    assert f'<a href="{inner.get_absolute_url()}">What ' in show(outer)


def test_a_statement_in_an_unpublished_one_says_nothing_of_it(show, client):
    source = make_source()
    outer = make_quotation(source=source, speaker=make_speaker(name="Secret Name"), status=Status.DRAFT)
    inner = make_quotation(source=source, words="it will not stay safe", reported_in=outer)
    for page in (show(inner), client.get(reverse("quotes:quotation-list")).text):
        assert "Secret Name" not in page
        assert outer.ref not in page


def test_a_lower_case_ref_leads_to_the_upper_case_one(client):
    response = client.get(reverse("quotes:quotation-detail", args=["abcdefgh0j"]))
    assert response.status_code == 301
    assert response.url == reverse("quotes:quotation-detail", args=["ABCDEFGH0J"])


def test_what_was_withdrawn_answers_410_with_the_reason_and_nothing_else(show):
    quotation = make_quotation(
        speaker=make_speaker(name="Ana Ruiz"), source=make_source(title="Gazette"), status=Status.WITHDRAWN
    )
    page = show(quotation, status=410)
    assert quotation.ref in page
    assert "The source was retracted." in page
    for secret in ("Ana Ruiz", "Gazette", "bridge", "2024"):
        assert secret not in page


def test_what_was_never_published_answers_like_what_never_existed(client):
    def answer(ref):
        response = client.get(reverse("quotes:quotation-detail", args=[ref]))
        del response["X-Request-ID"]  # each request has its own
        return response.status_code, response.text.replace(ref, "?"), dict(response.headers)

    missing = answer("ZZZZZZZZZZ")
    assert missing[0] == 404
    for status in (Status.DRAFT, Status.SUBMITTED, Status.REJECTED):
        assert answer(make_quotation(status=status).ref) == missing


@pytest.mark.parametrize("ref", ["ILOU567890", "0123456789A", "012345678", "%00123456789", "ıııııııııı", "../admin"])
def test_what_is_no_ref_is_not_found(client, ref):
    assert client.get(f"{reverse('quotes:quotation-list')}{ref}/").status_code == 404


@pytest.fixture
def cited():
    """A quotation whose source has an author, a publisher and an address."""
    source = make_source(
        title="Harbour's bridge",
        publisher=make_organization(name="Harbour Gazette"),
        byline="Ida Lund",
        url="https://example.org/bridge",
    )
    return make_quotation(words=PARTS, source=source, speaker=make_speaker(name="Ana Ruiz"))


def test_the_quotation_can_be_cited_in_four_styles_by_the_address_of_its_page(show, cited):
    page = show(cited)
    address = f"http://testserver{cited.get_absolute_url()}"
    _, *panels = page.partition("Cite this quotation")[2].split("<h3>")
    assert [panel.partition("</h3>")[0] for panel in panels] == ["Chicago", "APA", "MLA", "BibTeX"]
    for text in (
        f"Ana Ruiz, quoted in Ida Lund, “Harbour’s bridge,” <i>Harbour Gazette</i>, May 6, 2024, {address}.</p>",
        f"Lund, I. (2024, May 6). Harbour’s bridge. <i>Harbour Gazette</i>. {address}</p>",
        "Ana Ruiz (as cited in Lund, 2024)",
        f"Lund, Ida. “Harbour’s bridge.” <i>Harbour Gazette</i>, 6 May 2024, {address}.</p>",
        "Ana Ruiz (qtd. in Lund)",
        f"@article{{onrecord-{cited.ref},",
        "{Ana Ruiz, quoted; characters 38--56, 94--135}",
    ):
        assert text in page


def test_a_citation_has_the_canonical_address_whatever_the_query(client, cited):
    response = client.get(cited.get_absolute_url() + "?page=2&utm_source=x")
    assert "utm_source" not in response.text
    assert f"2024, http://testserver{cited.get_absolute_url()}." in response.text


def test_an_indirect_statement_is_cited_as_a_paraphrase(show):
    page = show(make_quotation(words="the work would take two years", kind="indirect"))
    assert ", paraphrased in “" in page
    assert "quoted in" not in page


def test_what_a_title_holds_is_shown_and_never_taken_for_markup(show):
    source = make_source(title="<b>Bold</b> & 5%", publisher=make_organization(name="<i>Gazette</i>"))
    page = show(make_quotation(source=source))
    assert "“&lt;b&gt;Bold&lt;/b&gt; &amp; 5%,” <i>&lt;i&gt;Gazette&lt;/i&gt;</i>" in page
    assert r"{{&lt;b&gt;Bold&lt;/b&gt; \&amp; 5\%}}" in page
    assert "<b>Bold" not in page


def test_the_link_to_the_publisher_leads_to_the_words(show, cited):
    page = show(cited)
    words = "The%20bridge%20is%20safe&amp;text=But%20it%20is%20old%2C%20and%20it%20will%20not%20stay%20safe."
    assert f'<a href="https://example.org/bridge#:~:text={words}" rel="noopener">' in page
    assert "Find these words on the publisher’s site" in page


def test_a_source_without_an_address_has_no_link_to_its_publisher(show):
    assert "publisher’s site" not in show(make_quotation())


def test_a_source_of_one_line_is_not_shown_whole(client, show):
    text = "begins " + "word " * 500 + "the bridge is safe" + " word" * 500 + " ends"
    quotation = make_quotation(source=make_source(text=text), words="the bridge is safe")
    for page in (show(quotation), client.get(reverse("quotes:home")).text):
        assert " … word word" in page
        assert "<mark>the bridge is safe</mark>" in page
        assert "begins" not in page
        assert "ends" not in page
        assert page.count("word ") < 250
    assert '<span class="vh">Character </span>1,907</span>' in show(quotation)
