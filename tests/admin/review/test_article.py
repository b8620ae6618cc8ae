"""The text of an article with its quotations marked."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.admin.review.article import Marked, lay_out
from quotes.editing import reject
from quotes.models import Quotation, Source, Status
from quotes.text.anchors import Span
from tests.admin.review.pages import draft_of, open_review, url_of
from tests.factories import (
    make_affiliation,
    make_candidate,
    make_quotation,
    make_source,
    make_speaker,
)
from tests.members import make_member

pytestmark = pytest.mark.django_db


class ArticleReader(HTMLParser):
    """Collects the text that stands in elements with `data-start`, and checks where each says that it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.depth, self.is_text = "", 0, False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        at = dict(attributes)
        if "data-start" in at:
            assert int(str(at["data-start"])) == len(self.text)
            self.is_text = True

    def handle_endtag(self, tag: str) -> None:
        self.is_text = False

    def handle_data(self, data: str) -> None:
        if self.is_text:
            self.text += data


def text_of(response: HttpResponse) -> str:
    html = response.content.decode()
    reader = ArticleReader()
    reader.feed(html[html.index("<article") : html.index("</article>")])
    return reader.text


TEXTS = st.text(st.sampled_from("ab <&>\"'“”é😀\n"), min_size=1, max_size=60)
SPANS = st.lists(st.integers(0, 60), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple(Span(*pair) for pair in zip(*[iter(sorted(edges))] * 2, strict=False))
)


@given(TEXTS, st.lists(SPANS, max_size=4), SPANS, SPANS, st.integers(0, 4))
def test_the_pieces_of_an_article_are_its_text_whatever_the_spans(
    text: str, quotations: list[tuple[Span, ...]], blocks: tuple[Span, ...], aside: tuple[Span, ...], at: int
) -> None:
    marked = [Marked(n, str(n), "todo", "not reviewed", spans, n == at) for n, spans in enumerate(quotations)]
    laid = lay_out(text, [["caption", *span] for span in blocks], marked, aside[0], [["term", *aside[0], "a name"]])
    pieces = [piece for block in laid for piece in [*block.pieces, *([block.gap] if block.gap else [])]]
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.start for piece in pieces] == [len(text[: piece.start]) for piece in pieces]
    for piece in pieces:
        if piece.marked:
            assert any(span.start <= piece.start < span.end for span in piece.marked.spans)
        assert all(block.gap is None or not block.gap.text.strip() for block in laid)


@settings(max_examples=settings().max_examples // 2)
@given(TEXTS.filter(lambda text: text.strip()), st.data())
def test_the_page_holds_the_text_of_its_source_escaped(db: None, text: str, data: st.DataObject) -> None:
    source = make_source(text=text)
    at = [index for index, character in enumerate(text) if character.strip()]
    for _ in range(2):
        start = data.draw(st.sampled_from(at))
        quotation = Quotation(source=source)
        quotation.anchor([Span(start, data.draw(st.sampled_from([end + 1 for end in at if end >= start])))])
    client = Client()
    client.force_login(make_member("Editors"), backend="django.contrib.auth.backends.ModelBackend")
    assert text_of(client.get(url_of(source))) == text


def test_the_article_shows_each_quotation_by_its_state_with_the_cue_of_the_current_one(
    editor: Client, source: Source
) -> None:
    reject(draft_of(source, "the work"), by=make_member("Editors"), reason="No.")
    page = open_review(editor, source, "The bridge").content.decode()
    assert page.count('class="cand cand--now" href') == 2
    assert page.count('class="cand cand--todo" href') == 1
    assert 'class="cand cand--no"' not in page
    assert re.search(r'<span class="cand--cue" data-start="\d+">said Ana Ruiz</span>', page)
    assert "Almost certain" in page or "Quite sure" in page


def test_the_page_asks_the_database_as_often_for_forty_quotations_as_for_two(editor: Client) -> None:
    def queries(count: int) -> int:
        source = make_source(text=" ".join(f"“Sentence {n} of many,” said X{n}." for n in range(count)))
        for n in range(count):
            role = make_affiliation(speaker=make_speaker(name=f"Speaker {count} {n}"))
            quotation = make_quotation(source=source, words=f"Sentence {n} of", affiliation=role, status=Status.DRAFT)
            make_candidate(quotation=quotation)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = editor.get(url_of(source))
        assert len(response.context["review"].items) == count
        return len(captured)

    queries(1)
    assert queries(2) == queries(40) <= 25
