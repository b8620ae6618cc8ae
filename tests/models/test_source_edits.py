"""Editing a source: passages move where that is certain, and what follows from the source follows."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from quotes.models import Passage, Quotation, Source, Status
from quotes.text.anchors import find_one, join
from tests.factories import SOURCE_TEXT, make_quotation, make_source, make_topic

pytestmark = pytest.mark.django_db


def fresh(quotation: Quotation) -> Quotation:
    return Quotation.objects.get(pk=quotation.pk)


def test_a_source_knows_its_length_and_hash():
    source = make_source(text="é “x”\n")
    assert source.text_length == 6
    assert source.text_sha256 == hashlib.sha256("é “x”\n".encode()).hexdigest()


def test_words_move_with_the_text_before_them():
    source = make_source()
    quotation = make_quotation(source=source, words=["The bridge is safe", "But it is old"])
    source.text = "Corrected on May 8.\n\n" + SOURCE_TEXT
    source.full_clean()
    source.save()
    moved = fresh(quotation)
    assert moved.text == "The bridge is safe But it is old"
    assert moved.text == join(source.text, moved.spans)
    assert moved.spans[0].start == 38 + 21
    assert moved.version == quotation.version + 1
    assert moved.history.count() == quotation.history.count()


def test_an_edit_that_moves_nothing_changes_no_quotation():
    source = make_source()
    quotation = make_quotation(source=source)
    revisions = quotation.history.count(), Passage.history.count()
    source.text = SOURCE_TEXT + "\n\nCorrected."
    source.save()
    assert fresh(quotation).version == quotation.version
    assert (quotation.history.count(), Passage.history.count()) == revisions
    quotation.source.refresh_from_db()
    quotation.save()


def test_words_that_the_edit_touches_stop_it_and_nothing_changes():
    source = make_source()
    kept = make_quotation(source=source, words="We were not asked")
    first = make_quotation(source=source, words="The bridge is safe")
    second = make_quotation(source=source, words="But it is old", status=Status.DRAFT)
    source.text = "New. " + SOURCE_TEXT.replace("bridge is safe", "bridge was safe").replace("But it is", "But it was")
    for attempt in (source.full_clean, source.save):
        with pytest.raises(ValidationError) as caught:
            attempt()
        problems = caught.value.message_dict["text"]
        assert len(problems) == 2
        assert {first.ref, second.ref} == {problem.split()[1].rstrip(":") for problem in problems}
        assert "The nearest words there are “" in problems[0]
    assert Source.objects.get().text == SOURCE_TEXT
    assert Source.objects.get().version == 1
    assert fresh(kept).version == kept.version


def test_words_that_would_stand_twice_stop_it():
    source = make_source(text="One. Yes. Two.")
    quotation = make_quotation(source=source, words="Yes")
    source.text = "Three. Yes. Four. Yes. Five."
    with pytest.raises(ValidationError, match="stands in the source 2 times"):
        source.save()
    assert fresh(quotation).text == "Yes"


def test_passages_that_would_change_order_stop_it():
    source = make_source(text="Alpha one. Beta two. Gamma.")
    make_quotation(source=source, words=["Alpha one", "Beta two"])
    source.text = "So: Beta two. And Alpha one. Delta."
    with pytest.raises(ValidationError, match="not in reading order"):
        source.full_clean()
    with pytest.raises(ValidationError, match="not in reading order"):
        source.save()


def test_a_paragraph_break_between_passages_shows_in_the_text():
    source = make_source(text="Title\n\n“It is old.” “It is safe.” End.")
    quotation = make_quotation(source=source, words=["It is old.", "It is safe."])
    assert quotation.text == "It is old. It is safe."
    source.text = "Title\n\n“It is old.\n\n“It is safe.” End."
    source.save()
    assert fresh(quotation).text == "It is old.\n\nIt is safe."
    assert fresh(quotation).display_text == "“It is old.\n\n“It is safe.”"


def test_a_new_paragraph_break_that_moves_no_passage_shows_in_the_text():
    source = make_source(text="A\n\n“It is old.” X “It is safe.”")
    quotation = make_quotation(source=source, words=["It is old.", "It is safe."])
    source.text = "A\n\n“It is old.”\n\n\n“It is safe.”".replace("\n\n\n", "\n\n ")
    source.save()
    assert fresh(quotation).text == "It is old.\n\nIt is safe."


def test_words_of_every_status_move():
    source = make_source()
    spans = {status: make_quotation(source=source, status=status) for status in Status}
    source.text = "New. " + SOURCE_TEXT
    source.save()
    for quotation in spans.values():
        assert fresh(quotation).spans == [find_one(source.text, "The bridge is safe")]


def test_a_new_day_of_publication_reaches_quotations_and_topics():
    source = make_source()
    undated = make_quotation(source=source, topics=[make_topic()])
    open_ended = make_quotation(source=source, words="But it is old", said="2024-05-01/..")
    dated = make_quotation(source=source, words="We were not asked", said="2024-05-01")
    source.published_on = date(2024, 5, 4)
    source.full_clean()
    source.save()
    assert fresh(undated).said_latest == date(2024, 5, 4)
    assert undated.quotation_topics.get().said_latest == date(2024, 5, 4)
    assert fresh(open_ended).said_latest == date(2024, 5, 4)
    assert fresh(dated).said_latest == date(2024, 5, 1)
    assert fresh(dated).version == dated.version


def test_a_day_of_publication_before_the_words_were_said_is_refused():
    source = make_source()
    quotation = make_quotation(source=source, said="2024-05-01")
    source.published_on = date(2024, 4, 30)
    for attempt in (source.full_clean, source.save):
        with pytest.raises(ValidationError, match=f"Quotation {quotation.ref} was said after that day"):
            attempt()
    assert Source.objects.get().published_on == date(2024, 5, 6)


@pytest.mark.parametrize(
    ("said", "earliest", "latest"),
    [
        ("", None, date(2024, 5, 6)),
        ("2024", date(2024, 1, 1), date(2024, 5, 6)),
        ("2024-05", date(2024, 5, 1), date(2024, 5, 6)),
        ("2024-04", date(2024, 4, 1), date(2024, 4, 30)),
        ("2024-05-06", date(2024, 5, 6), date(2024, 5, 6)),
        ("2024-04-28/2024-05-04", date(2024, 4, 28), date(2024, 5, 4)),
        ("../2024-05-01", None, date(2024, 5, 1)),
        ("../2030", None, date(2024, 5, 6)),
        ("2023/..", date(2023, 1, 1), date(2024, 5, 6)),
    ],
)
def test_words_were_said_by_publication_at_the_latest(said, earliest, latest):
    quotation = make_quotation(said=said)
    assert (quotation.said_earliest, quotation.said_latest) == (earliest, latest)
    assert str(quotation.said_known or "") == str(quotation.said_known or "")


def test_a_new_date_of_a_quotation_reaches_its_topics():
    quotation = make_quotation(topics=[make_topic(), make_topic()])
    quotation.said = "2023"
    quotation.save()
    assert {topic.said_latest for topic in quotation.quotation_topics.all()} == {date(2023, 12, 31)}


def test_a_new_kind_shows_the_words_with_or_without_marks():
    quotation = make_quotation()
    quotation.kind = Quotation.Kind.INDIRECT
    quotation.save()
    assert quotation.display_text == quotation.text == "The bridge is safe"


def test_lists_are_newest_first_and_then_by_ref():
    for ref, said in (("A" * 10, "2023"), ("C" * 10, ""), ("B" * 10, "")):
        make_quotation(ref=ref, said=said)
    assert [quotation.ref[0] for quotation in Quotation.objects.newest()] == ["C", "B", "A"]
    assert list(Quotation.objects.all()) == list(Quotation.objects.newest())


def test_a_quotation_reads_as_its_ref_and_first_words():
    assert str(make_quotation(ref="A" * 10)) == "AAAAAAAAAA “The bridge is safe”"
    long = make_quotation(words=SOURCE_TEXT[38:136])
    assert str(long) == f"{long.ref} “The bridge is safe,” said Ana Ruiz, the city engineer…"
    assert str(Quotation(ref="B" * 10)) == "BBBBBBBBBB no words yet"
