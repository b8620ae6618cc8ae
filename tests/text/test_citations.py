"""How a quotation is cited in each style, and what no title, byline or publisher can break."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text.anchors import Span
from quotes.text.citations import Cited, Run, apa, bibtex, chicago, citations, mla

CITED = Cited(
    speaker="Vladimir Sotnikov",
    kind="direct",
    title="Russia wants US military out of Syria",
    source_kind="article",
    publisher="Christian Science Monitor",
    byline="Fred Weir",
    published_on=date(2018, 4, 17),
    address="https://onrecord.example/quotations/0JH4K2M3N5/",
    ref="0JH4K2M3N5",
    spans=[Span(1698, 1835)],
)
ADDRESS = CITED.address
RELEASE = replace(CITED, source_kind="press-release", publisher="City of Harbour", byline="")


def test_the_styles_stand_in_their_order():
    assert [citation.style for citation in citations(CITED)] == ["Chicago", "APA", "MLA", "BibTeX"]


def test_chicago():
    assert chicago(CITED).text == (
        "Vladimir Sotnikov, quoted in Fred Weir, “Russia wants US military out of Syria,” "
        f"Christian Science Monitor, April 17, 2018, {ADDRESS}."
    )


def test_apa():
    assert apa(CITED).text == (
        f"Weir, F. (2018, April 17). Russia wants US military out of Syria. Christian Science Monitor. {ADDRESS}"
    )
    assert apa(CITED).in_text == "Vladimir Sotnikov (as cited in Weir, 2018)"


def test_mla():
    assert mla(CITED).text == (
        f"Weir, Fred. “Russia wants US military out of Syria.” Christian Science Monitor, 17 Apr. 2018, {ADDRESS}."
    )
    assert mla(CITED).in_text == "Vladimir Sotnikov (qtd. in Weir)"


def test_bibtex():
    assert bibtex(CITED).text == (
        "@article{onrecord-0JH4K2M3N5,\n"
        "  author  = {Weir, Fred},\n"
        "  title   = {{Russia wants US military out of Syria}},\n"
        "  journal = {Christian Science Monitor},\n"
        "  date    = {2018-04-17},\n"
        "  note    = {Vladimir Sotnikov, quoted; characters 1698--1835},\n"
        f"  url     = {{{ADDRESS}}}\n"
        "}"
    )


@pytest.mark.parametrize("style", [chicago, apa, mla])
def test_the_newspaper_alone_is_in_italics(style):
    assert [run.text for run in style(CITED).runs if run.italic] == ["Christian Science Monitor"]


def test_runs_of_a_kind_are_joined():
    assert chicago(replace(CITED, publisher="")).runs == (
        Run(
            "Vladimir Sotnikov, quoted in Fred Weir, “Russia wants US military out of Syria,” "
            f"April 17, 2018, {ADDRESS}."
        ),
    )


def test_without_a_byline_the_title_comes_first():
    anonymous = replace(CITED, byline="")
    assert chicago(anonymous).text.startswith("Vladimir Sotnikov, quoted in “Russia wants")
    assert apa(anonymous).text.startswith("Russia wants US military out of Syria. (2018, April 17). Christian")
    assert mla(anonymous).text.startswith("“Russia wants US military out of Syria.” Christian")
    assert "author" not in bibtex(anonymous).text
    assert apa(anonymous).in_text.endswith("(as cited in “Russia wants US military out of Syria,” 2018)")
    assert mla(anonymous).in_text.endswith("(qtd. in “Russia wants US military out of Syria”)")


def test_a_paraphrase_is_not_called_a_quotation():
    indirect = replace(CITED, kind="indirect")
    assert chicago(indirect).text.startswith("Vladimir Sotnikov, paraphrased in Fred Weir")
    assert mla(indirect).in_text == "Vladimir Sotnikov (paraphrased in Weir)"
    assert "Sotnikov, paraphrased; characters" in bibtex(indirect).text
    assert "quoted in" in chicago(replace(CITED, kind="partial")).text


@pytest.mark.parametrize(
    ("byline", "in_apa", "in_mla", "in_bibtex", "in_text"),
    [
        (
            "Ida Lund and Tom Moe",
            "Lund, I., & Moe, T.",
            "Lund, Ida, and Tom Moe.",
            "Lund, Ida and Moe, Tom",
            "Lund & Moe",
        ),
        (
            "Ida Lund, Tom Moe and Jan van der Berg",
            "Lund, I., Moe, T., & van der Berg, J.",
            "Lund, Ida, et al.",
            "Lund, Ida and Moe, Tom and van der Berg, Jan",
            "Lund et al.",
        ),
        ("Staff", "Staff.", "Staff.", "{Staff}", "Staff"),
        (
            "Lund & Moe and co.",
            "Lund & Moe and co.",
            "Lund & Moe and co.",
            r"{Lund \& Moe and co.}",
            "Lund & Moe and co.",
        ),
        ("Фред Вейр", "Фред Вейр.", "Фред Вейр.", "{Фред Вейр}", "Фред Вейр"),
    ],
)
def test_authors_in_each_style(byline, in_apa, in_mla, in_bibtex, in_text):
    cited = replace(CITED, byline=byline)
    assert chicago(cited).text.startswith(f"Vladimir Sotnikov, quoted in {byline}, “")
    assert apa(cited).text.startswith(f"{in_apa} (2018")
    assert apa(cited).in_text == f"Vladimir Sotnikov (as cited in {in_text}, 2018)"
    assert mla(cited).text.startswith(f"{in_mla} “Russia")
    assert f"author  = {{{in_bibtex}}},\n" in bibtex(cited).text


@pytest.mark.parametrize(
    ("title", "with_comma", "with_period", "in_apa"),
    [
        ("Peace", "“Peace,” C", "“Peace.” C", "Peace. C"),
        ("Peace.", "“Peace,” C", "“Peace.” C", "Peace. C"),
        ("Peace in the U.S.", "“Peace in the U.S.,” C", "“Peace in the U.S.” C", "Peace in the U.S. C"),
        ("Peace?", "“Peace?,” C", "“Peace?” C", "Peace? C"),
        ("Peace!", "“Peace!,” C", "“Peace!” C", "Peace! C"),
        ("Peace …", "“Peace …” C", "“Peace …” C", "Peace … C"),
        ("On “peace”", "“On ‘peace,’” C", "“On ‘peace.’” C", "On “peace.” C"),
        ('On "peace"', "“On ‘peace,’” C", "“On ‘peace.’” C", 'On "peace." C'),
        ("On “peace?”", "“On ‘peace?,’” C", "“On ‘peace?’” C", "On “peace?” C"),
        ("“Peace”?", "“‘Peace’?,” C", "“‘Peace’?” C", "“Peace”? C"),
        ("“Peace” at last", "“‘Peace’ at last,” C", "“‘Peace’ at last.” C", "“Peace” at last. C"),
        ("The workers’", "“The workers’,” C", "“The workers’.” C", "The workers’. C"),
        ('A 6" pipe', '“A 6" pipe,” C', '“A 6" pipe.” C', 'A 6" pipe. C'),
    ],
)
def test_titles_keep_their_own_punctuation_but_a_comma_replaces_a_period(title, with_comma, with_period, in_apa):
    cited = replace(CITED, title=title)
    assert f"in Fred Weir, {with_comma}" in chicago(cited).text
    assert f"Weir, Fred. {with_period}" in mla(cited).text
    assert f"(2018, April 17). {in_apa}" in apa(cited).text


def test_a_press_release_is_by_its_publisher_and_says_what_it_is():
    assert chicago(RELEASE).text.endswith(f",” City of Harbour, press release, April 17, 2018, {ADDRESS}.")
    assert apa(RELEASE).runs == (
        Run("City of Harbour. (2018, April 17). "),
        Run(RELEASE.title, italic=True),
        Run(f" [Press release]. {ADDRESS}"),
    )
    assert apa(RELEASE).in_text == "Vladimir Sotnikov (as cited in City of Harbour, 2018)"
    assert mla(RELEASE).text.endswith(f".” City of Harbour, 17 Apr. 2018, {ADDRESS}. Press release.")
    assert bibtex(RELEASE).text.startswith("@online{")
    assert "  titleaddon   = {press release},\n  organization = {{City of Harbour}},\n" in bibtex(RELEASE).text
    assert not [run for style in (chicago, mla) for run in style(RELEASE).runs if run.italic]


def test_what_has_an_author_and_a_publisher_in_apa_names_both():
    signed = replace(RELEASE, byline="Ida Lund")
    assert apa(signed).text == (
        f"Lund, I. (2018, April 17). Russia wants US military out of Syria [Press release]. City of Harbour. {ADDRESS}"
    )


@pytest.mark.parametrize(
    ("kind", "description"),
    [("transcript", "transcript"), ("post", "social media post"), ("article", ""), ("document", "")],
)
def test_kinds_of_sources_are_described(kind, description):
    cited = replace(CITED, source_kind=kind)
    assert cited.description == description
    assert (f"Monitor, {description}, April" if description else "Monitor, April") in chicago(cited).text


def test_an_article_without_a_publisher_stands_by_itself():
    alone = replace(CITED, publisher="")
    assert apa(alone).runs == (
        Run("Weir, F. (2018, April 17). "),
        Run("Russia wants US military out of Syria.", italic=True),
        Run(f" {ADDRESS}"),
    )
    assert mla(alone).text == f"Weir, Fred. “Russia wants US military out of Syria.” 17 Apr. 2018, {ADDRESS}."
    assert bibtex(alone).text.startswith("@online{")


def test_every_month_is_named_in_full_and_in_short():
    days = [replace(CITED, published_on=date(2024, month, 1)) for month in range(1, 13)]
    assert [re.search(r"(\w+) 1, 2024", chicago(one).text)[1] for one in days][3:9] == (
        ["April", "May", "June", "July", "August", "September"]
    )
    assert [re.search(r", 1 (\S+) 2024", mla(one).text)[1] for one in days][3:9] == (
        ["Apr.", "May", "June", "July", "Aug.", "Sept."]
    )


def test_every_passage_has_its_place_in_the_note():
    assert "characters 38--56, 94--135}" in bibtex(replace(CITED, spans=[Span(38, 56), Span(94, 135)])).text
    assert "note    = {Vladimir Sotnikov, quoted}," in bibtex(replace(CITED, spans=[])).text


def test_what_means_something_to_tex_is_escaped():
    title = r"5% of $1 & #2_a {b} ~c ^d \e"
    assert bibtex(replace(CITED, title=title)).text.split("{{")[1].split("}},")[0] == (
        r"5\% of \$1 \& \#2\_a \textbraceleft{}b\textbraceright{} \textasciitilde{}c \textasciicircum{}d "
        r"\textbackslash{}e"
    )


def test_unicode_stays_as_it_is():
    assert "Łódź – “мир” 和平 é" in bibtex(replace(CITED, title="Łódź – “мир” 和平 é")).text


def test_an_address_cannot_close_its_field():
    assert (
        "{https://x.example/%7D%5C%20a?b=1&c=%25}"
        in bibtex(replace(CITED, address=r"https://x.example/}\ a?b=1&c=%25")).text
    )


ANY_CITED = st.builds(
    Cited,
    speaker=st.text(),
    kind=st.sampled_from(["direct", "partial", "indirect"]),
    title=st.text() | st.text(alphabet="ab .?!“”\"'’{}\\%&$#_~^"),
    source_kind=st.sampled_from(["article", "press-release", "transcript", "post", "document"]),
    publisher=st.text(),
    byline=st.text() | st.sampled_from(["Fred Weir", "Ida Lund and Tom Moe", "A. Bo, C. Do and E. Fo"]),
    published_on=st.dates(),
    address=st.text(),
    ref=st.text(),
    spans=st.lists(st.builds(Span, st.integers(0, 99), st.integers(100, 999)), max_size=3),
)
UNTEX = {
    "textbackslash{}": "\\",
    "textbraceleft{}": "{",
    "textbraceright{}": "}",
    "textasciitilde{}": "~",
    "textasciicircum{}": "^",
}


def without_tex(text: str) -> str:
    return re.sub(r"\\(text\w+\{\}|.)", lambda match: UNTEX.get(match[1], match[1]), text, flags=re.DOTALL)


@given(ANY_CITED)
def test_whatever_the_fields_hold_the_entry_is_one_and_whole(cited):
    entry = bibtex(cited).text
    depth = 0
    for index, character in enumerate(entry):
        depth += (character == "{") - (character == "}")
        assert depth >= 0
        assert depth > 0 or index < entry.index("{") or index == len(entry) - 1
    assert depth == 0
    assert f"title{' ' * re.search('title( *)=', entry)[1].count(' ')}= {{{{" in entry


@given(ANY_CITED)
def test_whatever_the_title_holds_no_character_is_lost(cited):
    marks = str.maketrans("“”‘’", '""""', "")

    def plain(text):
        return text.translate(marks).replace("'", '"')

    assert cited.title in without_tex(bibtex(cited).text)
    for style in (chicago, apa, mla):
        letters = iter(plain(style(cited).text))
        assert all(character in letters for character in plain(cited.title))


@given(ANY_CITED)
def test_italics_change_nothing_of_the_text(cited):
    for citation in citations(cited):
        assert citation.text == "".join(run.text for run in citation.runs)
        assert all(run.text for run in citation.runs)
        assert cited.address in citation.text or citation.style == "BibTeX"
