"""What readers may see: `published()` of every model, with everything unpublished in the way."""

import pytest
from django.apps import apps

from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Candidate,
    Claim,
    ClaimTopic,
    Organization,
    Passage,
    Quotation,
    QuotationTopic,
    Record,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from tests.factories import (
    make_affiliation,
    make_alias,
    make_assessment,
    make_claim,
    make_one_of_each,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
    set_status,
)

pytestmark = pytest.mark.django_db

MODELS = [model for model in apps.get_app_config("quotes").get_models() if issubclass(model, Record)]
HIDDEN = [Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN, Status.REJECTED]
OF_CLAIMS = {Claim, ClaimTopic, Assessment}
OF_QUOTATIONS = {Quotation, Passage, QuotationTopic, Source, Speaker, Alias, Affiliation, Organization}


def public() -> set[type[Record]]:
    return {model for model in MODELS if model.objects.published().exists()}


def test_what_is_published_is_public_with_all_that_it_needs():
    make_one_of_each()
    assert public() == set(MODELS) - {Candidate}


@pytest.mark.parametrize("status", HIDDEN)
def test_nothing_of_what_is_not_published_is_public(status):
    records = make_one_of_each()
    set_status(records[Quotation], status, "It was retracted.")
    set_status(records[Claim], status, "It was retracted.")
    assert public() == set()


@pytest.mark.parametrize("status", HIDDEN)
def test_a_claim_alone_shows_itself_and_its_topic(status):
    set_status(make_one_of_each()[Quotation], status, "It was retracted.")
    assert public() == OF_CLAIMS | {Topic}


@pytest.mark.parametrize("status", HIDDEN)
def test_a_quotation_alone_shows_no_claim_and_no_stance(status):
    set_status(make_one_of_each()[Claim], status, "It was retracted.")
    assert public() == OF_QUOTATIONS | {Topic}


@pytest.mark.parametrize("status", HIDDEN)
def test_records_shared_with_something_published_are_public_once(status):
    records = make_one_of_each()
    for _ in range(2):
        quotation = make_quotation(
            status=status, source=records[Source], speaker=records[Speaker], affiliation=records[Affiliation]
        )
        QuotationTopic(quotation=quotation, topic=records[Topic]).save()
    assert list(Quotation.objects.published()) == [records[Quotation]]
    for model in (Source, Speaker, Affiliation, Organization, Topic):
        assert list(model.objects.published()) == [records[model]]


@pytest.mark.parametrize("status", HIDDEN)
def test_what_only_hidden_quotations_use_stays_hidden_beside_public_ones(status):
    public_records = make_one_of_each()
    hidden = make_affiliation(organization=make_organization())
    source = make_source(publisher=make_organization())
    quotation = make_quotation(status=status, affiliation=hidden, source=source, topics=[make_topic()])
    make_alias(speaker=quotation.speaker)
    make_stance(quotation=quotation, claim=public_records[Claim])
    for model in set(MODELS) - {Candidate}:
        assert list(model.objects.published()) == [public_records[model]], model


def test_records_that_nothing_uses_are_hidden():
    make_organization()
    make_alias(speaker=make_speaker())
    make_affiliation(organization=make_organization())
    make_source(publisher=make_organization())
    make_topic()
    assert public() == set()


def test_a_past_role_of_a_public_speaker_shows_its_organization():
    quotation = make_quotation()
    affiliation = make_affiliation(speaker=quotation.speaker, organization=make_organization())
    assert list(Organization.objects.published()) == [affiliation.organization]
    assert list(Affiliation.objects.published()) == [affiliation]


def test_a_publisher_is_public_with_its_source():
    quotation = make_quotation(source=make_source(publisher=make_organization()))
    assert list(Organization.objects.published()) == [quotation.source.publisher]


def test_a_parent_organization_is_not_public_by_its_parts():
    organization = make_organization(parent=make_organization())
    make_quotation(affiliation=make_affiliation(organization=organization))
    assert list(Organization.objects.published()) == [organization]


def test_a_source_that_only_states_a_role_is_not_public():
    quotation = make_quotation()
    make_affiliation(speaker=quotation.speaker, stated_in=make_source())
    assert list(Source.objects.published()) == [quotation.source]


def test_a_draft_claim_hides_its_topics_and_assessments():
    claim = make_claim(status=Status.DRAFT, topics=[make_topic()])
    make_assessment(claim=claim)
    assert public() == set()


def test_published_can_be_narrowed_and_follows_relations():
    records = make_one_of_each()
    assert records[Speaker].quotations.published().get() == records[Quotation]
    assert not Stance.objects.exclude(pk=records[Stance].pk).published().exists()
