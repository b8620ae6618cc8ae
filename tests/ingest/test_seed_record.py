"""What the record made from the first article holds, and what it does not."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count

from quotes.models import Affiliation, Alias, Claim, Passage, Quotation, Source, Speaker, Stance, Topic

NAME = "russia-us-syria-2018-04-17"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def record(django_db_setup, django_db_blocker):
    """The record, loaded once, since no test here changes it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", settings.BASE_DIR / "fixtures" / f"{NAME}.json", verbosity=0)
        yield
        transaction.set_rollback(True)


def quoted():
    return Quotation.objects.exclude(kind="indirect")


def indirect(words: str) -> Quotation:
    return Quotation.objects.get(kind="indirect", text__contains=words, reported_in=None)


def test_the_source_is_the_article_as_captured_with_its_facts():
    source = Source.objects.get()
    assert source.text.encode() == (settings.BASE_DIR / "seeds" / f"{NAME}.txt").read_bytes()
    assert (source.publisher.name, source.byline) == ("The Christian Science Monitor", "Fred Weir")
    assert source.added_by_editor == "publisher, byline"
    assert source.published_on == date(2018, 4, 17)
    assert "Monitor" not in source.text
    assert "Weir" not in source.text


def test_there_are_eight_utterances_in_twelve_passages_by_five_named_speakers():
    by_speaker: dict[str, list[int]] = {}
    for quotation in quoted().annotate(parts=Count("passages")):
        by_speaker.setdefault(quotation.speaker.name, []).append(quotation.parts)
    assert {name: sorted(parts) for name, parts in by_speaker.items()} == {
        "Vladimir Sotnikov": [1, 1, 1, 2],
        "Pavel Zolotaryev": [3],
        "Sergei Rudskoi": [1],
        "Fyodor Lukyanov": [2],
        "Donald Trump": [1],
    }


def test_everything_is_published():
    assert Quotation.objects.published().count() == Quotation.objects.count() == 22
    assert Claim.objects.published().count() == Claim.objects.count()


def test_every_passage_of_a_quotation_stands_in_quotation_marks_in_the_article():
    text = Source.objects.get().text
    for passage in Passage.objects.filter(quotation__in=quoted()):
        around = text[: passage.start].rstrip()[-1], text[passage.end :].lstrip(",")[:1]
        assert around[0] in "“" or text[: passage.start].endswith(". "), passage
        assert around[1] in ("”", "\n"), passage


def test_passages_hold_no_marks_around_them_and_keep_a_final_stop_within_them():
    for quotation in quoted():
        assert not set("“”") & set(quotation.text)
        assert not quotation.text.endswith(",")
    assert Quotation.objects.get(text__contains="solid business cooperation").text.endswith("were harmed.")


def test_two_quotations_hold_bracketed_insertions():
    bracketed = {quotation.speaker.name for quotation in quoted().filter(text__contains="[")}
    assert bracketed == {"Pavel Zolotaryev", "Fyodor Lukyanov"}


def test_zolotaryevs_quotation_is_shown_split_and_carried_over_the_paragraph():
    shown = Quotation.objects.get(speaker__slug="pavel-zolotaryev").display_text
    assert "as illegal and wrong” … “They came just before" in shown
    assert "whatever the inspectors might find.\n\n“Luckily, the Pentagon" in shown
    assert shown.count("”") == 2


def test_an_utterance_does_not_go_on_across_the_reporters_own_sentence():
    sanctions = Quotation.objects.get(text="We've gotten used to living with sanctions")
    business = Quotation.objects.get(text__startswith="There are areas of solid business cooperation")
    assert sanctions.speaker == business.speaker
    assert sanctions != business


@pytest.mark.parametrize(
    ("speaker", "words"),
    [
        ("Moscow", "as nothing more than spoiler"),
        ("Analysts", "Russia needs the US to help diplomatically"),
        ("Analysts in Moscow", "Moscow remains convinced that the US has no coherent endgame"),
        ("Experts", "it is stumbling"),
        ("Analysts", "Moscow was serious when it hinted that it would strike back"),
        ("Analysts", "turned out to be mostly theater"),
        ("Kremlin-connected analysts", "“deconfliction” teams"),
        ("Sergei Rudskoi", "Moscow may equip Syria with"),
        ("United States", "floated the idea of introducing more"),
        ("Experts", "“Astana Process,” so named"),
        ("Fyodor Lukyanov", "Turkey issued a statement of support"),
    ],
)
def test_each_statement_in_the_reporters_words_is_there(speaker, words):
    assert indirect(words).speaker.name == speaker


@pytest.mark.parametrize(
    ("outer", "speaker", "words"),
    [
        ("Moscow remains convinced", "Moscow", "the US has no coherent endgame"),
        ("Moscow was serious", "Moscow", "it would strike back"),
        ("Turkey issued a statement", "Turkey", "support for last weekend's US missile strikes"),
    ],
)
def test_each_statement_inside_a_statement_says_who_reports_it(outer, speaker, words):
    inner = Quotation.objects.get(reported_in=indirect(outer))
    assert (inner.speaker.name, inner.kind) == (speaker, "indirect")
    assert inner.text.startswith(words)


def test_there_are_no_other_statements():
    assert Quotation.objects.filter(kind="indirect").count() == 11 + 3


@pytest.mark.parametrize("words", ["deconfliction", "oligarchs", "Astana Process"])
def test_names_and_irony_in_quotation_marks_are_no_quotations(words):
    assert not quoted().filter(text__contains=words).exists()


@pytest.mark.parametrize("name", ["Putin", "Assad", "Lavrov", "Skripal", "Erdo"])
def test_who_is_only_mentioned_is_no_speaker(name):
    assert not Speaker.objects.filter(name__contains=name).exists()
    assert not Alias.objects.filter(name__contains=name).exists()


def test_roles_that_the_article_prints_are_told_from_those_an_editor_added():
    stated = Affiliation.objects.exclude(stated_in=None)
    assert {role.speaker.slug: str(role) for role in stated} == {
        "vladimir-sotnikov": "independent Middle East expert",
        "pavel-zolotaryev": "deputy director, Institute of USA-Canada Studies (ISKRAN)",
        "sergei-rudskoi": "lieutenant general, Russian General Staff",
        "fyodor-lukyanov": "editor, Russia in Global Affairs",
    }
    assert {role.since for role in stated} == {"../2018-04-17"}
    trump = Affiliation.objects.get(speaker__slug="donald-trump")
    assert (trump.role, trump.stated_in) == ("President of the United States", None)
    assert trump in Affiliation.objects.on(date(2018, 4, 10))


def test_attributions_are_what_the_article_prints():
    text = Source.objects.get().text
    for quotation in Quotation.objects.all():
        assert quotation.attribution
        assert quotation.attribution in text


def test_what_has_no_stated_date_is_on_or_before_publication_and_the_tweet_is_of_last_week():
    tweet = Quotation.objects.get(speaker__slug="donald-trump")
    assert (tweet.said, tweet.medium, tweet.kind) == ("2018-04-08/2018-04-14", "post", "partial")
    assert (tweet.said_earliest, tweet.said_latest) == (date(2018, 4, 8), date(2018, 4, 14))
    others = Quotation.objects.exclude(pk=tweet.pk)
    assert set(others.values_list("said", "said_earliest", "said_latest")) == {("", None, date(2018, 4, 17))}


def test_topics_claims_and_stances_are_enough_and_all_are_used():
    assert Topic.objects.count() >= 8
    assert Claim.objects.count() >= 6
    assert not Topic.objects.filter(quotation_topics=None).exists()
    assert not Claim.objects.filter(stances=None).exists()
    assert not Claim.objects.filter(scope_note="").exists()
    assert not Quotation.objects.filter(quotation_topics=None).exists()


def test_speakers_see_some_claims_differently():
    def sides(claim: str) -> dict[str, str]:
        return {stance.quotation.speaker.name: stance.position for stance in Stance.objects.filter(claim__slug=claim)}

    assert sides("april-2018-strikes-justified") == {"Pavel Zolotaryev": "denies", "Turkey": "asserts"}
    assert sides("april-2018-strikes-worsened-relations") == {
        "Pavel Zolotaryev": "asserts",
        "Vladimir Sotnikov": "qualifies",
    }
