"""From bytes or pasted text to a document: encodings, paragraphs, and what is proposed of its title, names and day."""

from datetime import date

import pytest

import dev
from quotes.ingest.articles import reading
from quotes.ingest.articles.documents import Document, Unreadable
from quotes.ingest.articles.encodings import decode
from quotes.ingest.articles.reading import read_article, read_pasted

from .files import make_docx, make_page

ENGLISH = "The minister told reporters that the dam above the town would hold, and that nobody had to leave."
WRAPPED = (
    "“We measured the wall two times since the rain and\nit is sound, as sound as on the day that it was put\nup.”"
)
KOI8 = '<meta http-equiv=content-type content="text/html; charset=koi8-r">'
GB2312 = '<?xml version="1.0" encoding="gb2312"?><html>'
ARTICLE = f"""Dam “will hold”, says minister

By Ana Pérez, Correspondent

May 3, 2024

“We are sure,” the minister said. {ENGLISH}"""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts whose language was asked; every text is taken for English, without starting the program that tells."""
    asked: list[str] = []
    monkeypatch.setattr(reading, "language_of", lambda text: asked.append(text) or "en")
    return asked


def test_the_whole_way_from_each_kind_of_file():
    expected = Document(ARTICLE, "Dam “will hold”, says minister", "", "Ana Pérez", date(2024, 5, 3), "en", "")
    assert read_article(ARTICLE.encode()) == expected
    assert read_article(ARTICLE.replace("\n", "\r\n").encode("utf-16")) == expected
    assert read_article(make_docx(*ARTICLE.split("\n\n"))) == expected
    headline, *rest = ARTICLE.split("\n\n")
    page = make_page(f"<article><h1>{headline}</h1>{''.join(f'<p>{each}</p>' for each in rest)}</article>")
    assert read_article(page) == expected
    assert read_pasted(ARTICLE) == expected


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("One.\n\n\n \n\t“Two.”  \n", "One.\n\n“Two.”"),
        ("One.\r\n\r\n“Two.”\r“Three.”", "One.\n\n“Two.”\n“Three.”"),
        ("One.\r\n“Two.”\r“Three.”", "One.\n\n“Two.”\n\n“Three.”"),
        ("\ufeff“One.”\u2029“Two\u200f.”\u200e\x07", "“One.”\n\n“Two.”"),
        ("«\u00a0One\u00a0»  two", "«\u00a0One\u00a0»  two"),
        ("“It’s”—he’d\u00adsay", "“It’s”—he’d\u00adsay"),
        (WRAPPED, WRAPPED),
    ],
)
def test_pasted_text_keeps_its_characters_and_its_paragraphs_get_blank_lines(told, pasted, text):
    assert read_pasted(pasted).text == text
    assert read_pasted(text).text == text


def test_the_text_of_a_seed_stays_as_it_is(told):
    for seed in (dev.ROOT / "seeds").glob("*.txt"):
        text = seed.read_text()
        assert read_pasted(text.replace("\n", "\r\n")).text == text
        assert read_article(text.encode()).text == text


def test_pasted_text_that_is_no_text_is_refused(told):
    with pytest.raises(Unreadable, match=r"U\+D800"):
        read_pasted("“No”\ud800")
    with pytest.raises(Unreadable, match="There is no text in it"):
        read_pasted(" \n\u3000")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("“Да”".encode(), "“Да”"),
        ("“Да”".encode("utf-8-sig"), "“Да”"),
        ("“Да”".encode("utf-16"), "“Да”"),
        (b"\xfe\xff" + "“Да”".encode("utf-16-be"), "“Да”"),
        ("“It’s” – he said… €5 «so»".encode("cp1252"), "“It’s” – he said… €5 «so»"),
        ("Señor Muñoz dijo “no”.".encode("cp1252"), "Señor Muñoz dijo “no”."),
        ('<meta charset="windows-1251">«Да»'.encode("cp1251"), '<meta charset="windows-1251">«Да»'),
        (f"{KOI8}Да".encode("koi8-r"), f"{KOI8}Да"),
        ("<meta charset=iso-8859-1>“It’s”".encode("cp1252"), "<meta charset=iso-8859-1>“It’s”"),
        ("<meta charset=iso-8859-1>“Да”".encode(), "<meta charset=iso-8859-1>“Да”"),
        (f"{GB2312}“你”".encode("gb18030"), f"{GB2312}“你”"),
    ],
)
def test_text_in_a_certain_encoding_is_read(data, text):
    assert decode(data, lambda text: "es") == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("<meta charset=utf-8>“It’s”".encode("cp1252"), "The page says that it is in UTF-8, but it is not: byte 20"),
        (b"<meta charset=shift_jis>" + b"\x81\x39", "The page says that it is in CP932, but it is not"),
        ("<meta charset=klingon>“x”".encode("cp1252"), "“klingon”, which is no known encoding"),
        ("<meta charset=rot13>“x”".encode("cp1252"), "“rot13”, which is no known encoding"),
        ("<meta charset=utf-7>“x”".encode("cp1252"), "“utf-7”, which is no known encoding"),
        ("“No”".encode("utf-16") + b"\0", "starts with the mark of UTF-16-LE, but is not in it"),
        (b"\xef\xbb\xbf\xff", "starts with the mark of UTF-8, but is not in it"),
        ("Он сказал «нет»".encode("cp1251"), "The file is not UTF-8 (byte 0 cannot be read)"),
        ("Он сказал нет".encode("koi8-r"), "The file is not UTF-8"),
        ("Είπε «όχι» στον".encode("cp1253"), "The file is not UTF-8"),
        ("“It’s,” he said".encode("mac_roman"), "The file is not UTF-8"),
        ("He said don’t".encode("mac_roman"), "The file is not UTF-8"),
        ("彼は「いいえ」と".encode("cp932"), "The file is not UTF-8"),
        ("他说“不”".encode("gb18030"), "The file is not UTF-8"),
        (ARTICLE.encode()[:-1] + "é".encode()[:1], "The file is not UTF-8"),
    ],
)
def test_text_in_a_wrong_or_uncertain_encoding_is_refused_and_never_garbled(data, says):
    with pytest.raises(Unreadable) as refused:
        decode(data, lambda text: "es")
    assert says in str(refused.value)
    assert "Save it as UTF-8" in str(refused.value)


def test_letters_are_not_believed_when_what_comes_of_them_is_in_a_language_written_otherwise():
    with pytest.raises(Unreadable, match="The file is not UTF-8"):
        decode("Powiedział, że „nie”".encode("cp1250"), lambda text: "pl")
    czech = "Mluvčí řekl “ne”".encode("cp1250")
    assert decode(czech, lambda text: "es") == "Mluvèí øekl “ne”"  # what it would be
    for language in ("cs", "hu", "tr", ""):
        with pytest.raises(Unreadable, match="The file is not UTF-8"):
            decode(czech, lambda text, language=language: language)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ARTICLE, ("Dam “will hold”, says minister", "", "Ana Pérez", date(2024, 5, 3), "")),
        (
            f"Dam holds\n\nMOSCOW, May 3 (Reuters) - {ENGLISH}\n\n“No,” he said.\n\nhttps://example.org/a?b=1",
            ("Dam holds", "Reuters", "", None, "https://example.org/a?b=1"),
        ),
        (f"GENEVA (AP) — {ENGLISH}\n\n“No,” he said.", ("", "Associated Press", "", None, "")),
        (f"Source: https://example.org/a\n\n{ENGLISH}\n\n“No.”", (None, "", "", None, "https://example.org/a")),
        (f"“No,” he said. {ENGLISH}", ("", "", "", None, "")),
        (
            f"Dam holds\n\nBy Ana Pérez and Jo Ng\n\n{ENGLISH}\n\n“No.”",
            ("Dam holds", "", "Ana Pérez and Jo Ng", None, ""),
        ),
        (
            f"Dam holds\n\nPublished 12 March 2021 | Updated 14:05\n\n{ENGLISH}\n\n“No.”",
            ("Dam holds", "", "", date(2021, 3, 12), ""),
        ),
        (f"Dam holds\n\nBy Ana Pérez | Moscow\n\n{ENGLISH}\n\n“No.”", ("Dam holds", "", "Ana Pérez", None, "")),
    ],
)
def test_what_a_text_says_of_itself_is_proposed(told, text, found):
    document = read_pasted(text)
    title, publisher, byline, published_on, url = found
    assert title is None or document.title == title
    assert (document.publisher, document.byline, document.published_on, document.url) == (
        publisher,
        byline,
        published_on,
        url,
    )


def test_what_a_page_says_goes_before_what_its_text_says(told):
    head = """<title>Dam holds | The Example</title><meta property=og:site_name content="The Example">
      <meta name=author content="Jo Ng"><meta property="article:published_time" content="2024-05-02T09:00">"""
    page = b"<!-- saved from url=(0022)https://example.org/dam -->" + make_page(f"<p>{ENGLISH}</p>", head)
    document = read_article(page)
    assert (document.title, document.publisher, document.byline) == ("Dam holds", "The Example", "Jo Ng")
    assert (document.published_on, document.url) == (date(2024, 5, 2), "https://example.org/dam")


def test_the_name_of_a_server_is_no_publisher(told):
    page = make_page(f"<p>{ENGLISH}</p>", '<link rel=canonical href="https://www.example.org/dam">')
    document = read_article(page)
    assert (document.url, document.publisher) == ("https://www.example.org/dam", "")


def test_a_word_files_properties_come_after_what_its_text_says(told):
    core = "<dc:title>Document1</dc:title><dc:creator>Typist</dc:creator>"
    with_facts = read_article(make_docx(*ARTICLE.split("\n\n"), core=core))
    assert (with_facts.title, with_facts.byline) == ("Dam “will hold”, says minister", "Ana Pérez")
    without = read_article(make_docx("“No,” he said.", core=core))
    assert (without.title, without.byline, without.published_on) == ("Document1", "Typist", None)


@pytest.mark.parametrize(
    ("found", "declared", "language"),
    [
        ("en", "", "en"),
        ("en", "en-gb", "en-GB"),
        ("pt", "pt_BR", "pt-BR"),
        ("ru", "en-US", "ru"),
        ("", "fr-FR", "fr-FR"),
        ("", "zh-hant-TW", "zh-Hant-TW"),
        ("", "", ""),
        ("", "x-klingon!", ""),
        ("", "en, fr", "en"),
    ],
)
def test_the_language_is_that_of_the_words_with_the_declared_region(monkeypatch, found, declared, language):
    monkeypatch.setattr(reading, "language_of", lambda text: found)
    assert reading._with_language(Document("x"), declared).language == language


def test_the_language_of_real_words_is_told_and_of_too_few_is_not():
    assert reading.language_of("Он сказал: «Мы не уйдём из города, пока не закончим работу».") == "ru"
    assert reading.language_of("“No.”") == ""
    assert reading.language_of("") == ""
