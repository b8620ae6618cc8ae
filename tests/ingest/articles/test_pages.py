"""Web pages, as untidy as they come: every quotation mark is kept, no paragraph is lost or joined to another."""

import re

import pytest

from quotes.ingest.articles.documents import Unreadable
from quotes.ingest.articles.web import read_page

from .files import make_page

MARKS = re.compile("[«»“”„‟‘’‚‛‹›\"']")
LONG = (
    "The dam above the town will hold, the minister said on Friday, as rain kept falling on the valley for a third day."
)


def read(body: str, head: str = "", html: str = 'lang="en"') -> list[str]:
    return read_page(make_page(body, head, html))["paragraphs"]


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("<p>“Short,” she said.</p>", ["“Short,” she said."]),
        ("<p>“Yes.”</p><p>“Yes.”</p><p>“Yes.”</p>", ["“Yes.”", "“Yes.”", "“Yes.”"]),
        ("<blockquote><p>“One.</p><p>“Two.”</p></blockquote>", ["“One.", "“Two.”"]),
        ("<blockquote>“Bare.”</blockquote>After.", ["“Bare.”", "After."]),
        ("<ul><li>“A,” he said.</li><li>«B», dit-il.</li></ul>", ["“A,” he said.", "«B», dit-il."]),
        ("<ol><li><p>“A”</p><p>“B”</p></li></ol>", ["“A”", "“B”"]),
        ("<dl><dt>Q: “Why?”</dt><dd>“Because.”</dd></dl>", ["Q: “Why?”", "“Because.”"]),
        ("<h2>‘We were told nothing’</h2><p>x</p>", ["‘We were told nothing’", "x"]),
        ("<p>One.<br>“After a break,” she said.</p>", ["One.\n“After a break,” she said."]),
        ("<p>One.<br><br/>“After two,” she said.</p>", ["One.", "“After two,” she said."]),
        ("<p>One.<br>\n <br>\n“After two,” she said.</p>", ["One.", "“After two,” she said."]),
        (
            "<figure><img><figcaption>“I slept here,” said Tom Ng. Jo/AP</figcaption></figure><p>x</p>",
            ["“I slept here,” said Tom Ng. Jo/AP", "x"],
        ),
        (
            "<p>But “the <a href=/y>north wall</a> is <em>not</em> sound,” he said.</p>",
            ["But “the north wall is not sound,” he said."],
        ),
        ("<p>“<a href=/x>A link</a>”<b>, he</b> said.</p>", ["“A link”, he said."]),
        ("<p><a href=/x>“All of it is a link,” she said.</a></p>", ["“All of it is a link,” she said."]),
        (
            "<p>&ldquo;a&rdquo; &laquo;b&raquo; &#8222;c&#8220; &quot;d&quot; &#x27;e&apos; &bdquo;f&ldquo;</p>",
            ["“a” «b» „c“ \"d\" 'e' „f“"],
        ),
        ("<p>„Das ist ‚gut‘“, sagte er. ''two''</p>", ["„Das ist ‚gut‘“, sagte er. ''two''"]),
        ("<p>He said <q>a <q>b</q> c</q>.</p>", ["He said “a ‘b’ c”."]),
        ("<p>“A\n\t b”  c</p>", ["“A b” c"]),
        ("<p>«\u00a0A\u00a0», dit-il</p>", ["«\u00a0A\u00a0», dit-il"]),
        ("<div>Loose “a”<p>Inner “b”.</p>Tail “c”.</div>", ["Loose “a”", "Inner “b”.", "Tail “c”."]),
        ("<table><tr><td>“In a cell”</td><td>Ed</td></tr></table>", ["“In a cell”", "Ed"]),
        ("<pre>Head\n\n“one,” he\nsaid.\n \n  “two”</pre>", ["Head", "“one,” he\nsaid.", "  “two”"]),
        ("<details><summary>“S”</summary><p>“D”</p></details>", ["“S”", "“D”"]),
        ("<p>“A<script>“x”</script><style>“y”</style><!-- “z” --> b”</p>", ["“A b”"]),
        ('<p>“A”</p><p hidden>“x”</p><p style="display: none">“y”</p>', ["“A”"]),
        ("<p>“Never closed<p>“Nor this", ["“Never closed", "“Nor this"]),
        ("<P><FONT>“Old”</FONT></P><CENTER>“Older”</CENTER>", ["“Old”", "“Older”"]),
    ],
)
@pytest.mark.parametrize("around", ["{}", "<article>{}</article>", "<main><div class=story-body>{}</div></main>"])
@pytest.mark.parametrize("before", ["", f"<p>{LONG}</p><p>{LONG}</p><p>{LONG}</p>"])
def test_a_page_becomes_its_paragraphs(body, paragraphs, around, before):
    assert read(around.format(before + body)) == [LONG] * before.count("<p>") + paragraphs


def test_what_surrounds_an_article_is_left_out():
    around = f"""
      <nav><ul><li><a href=/>“Home”</a></li></ul></nav><aside>“Aside”</aside>
      <article><header><h1>The “headline”</h1><p class=byline>By Ana Pérez</p><time>3 May 2024</time></header>
        <p>{LONG}</p><div class="share-tools">“Share”</div><p>“Kept,” she said. {LONG}</p>
        <aside class=related><h3>“Related”</h3></aside><form>“Sign up”</form><p>“Last.”</p></article>
      <section id=comments><p>“Reader,” said one reader at some length, as readers do below stories.</p></section>
      <footer>© “Paper”</footer>"""
    assert read(around) == [
        "The “headline”",
        "By Ana Pérez",
        "3 May 2024",
        LONG,
        f"“Kept,” she said. {LONG}",
        "“Last.”",
    ]


def test_a_headline_above_the_article_belongs_to_it():
    body = f"<div><h1>The headline</h1><p>“Standfirst”</p></div><div class=x><p>{LONG}</p><p>{LONG}</p></div>"
    assert read(body)[0] == "The headline"


def test_an_old_page_of_a_table_and_line_breaks_keeps_its_paragraphs():
    page = f"""<table><tr><td width=100><a href=/>Home</a><br><a href=/w>World</a></td><td><font size=5><b>Old title</b>
      </font><br><br>By Jane Doe<br>May 3, 1999<br><br>“First,” he said. {LONG}<br><br>“Second,” she said. {LONG}<br>
      <br>The third said: "no".</td></tr></table>"""
    assert read(page)[-5:] == [
        "Old title",
        "By Jane Doe\nMay 3, 1999",
        f"“First,” he said. {LONG}",
        f"“Second,” she said. {LONG}",
        'The third said: "no".',
    ]


def test_every_quotation_mark_of_an_article_is_kept_in_order():
    paragraphs = [
        f"{opening}P{n}{closing}, said N{n}. {LONG}" for n in range(30) for opening, closing in ("“”", "«»", "„“")
    ]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    assert read(f"<article>{body}</article>") == paragraphs
    assert MARKS.findall("".join(read(body))) == MARKS.findall(body)


def test_a_page_says_of_itself_what_its_tags_say():
    head = """<title>Dam &ldquo;will hold&rdquo; | The Daily Example</title>
      <link rel=canonical href="https://example.org/2024/05/dam">
      <meta property=og:site_name content="The Daily Example">
      <script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
       "headline": "Dam “will hold”", "datePublished": "2024-05-03T10:00:00Z",
       "author": [{"@type": "Person", "name": "Ana Pérez"}, {"@type": "Person", "name": "Jo Ng"}]}</script>"""
    found = read_page(make_page(f"<article><p>{LONG}</p></article>", head, "lang=en-GB"))
    assert found == {
        "paragraphs": [LONG],
        "title": "Dam “will hold”",
        "publisher": "The Daily Example",
        "authors": "Ana Pérez; Jo Ng",
        "published_on": "2024-05-03",
        "language": "en-GB",
        "url": "https://example.org/2024/05/dam",
    }


@pytest.mark.parametrize(
    ("head", "html", "language"),
    [("", "xml:lang=fr", "fr"), ('<meta property="og:locale" content="pt_BR">', "", "pt_BR"), ("", "", "")],
)
def test_the_language_that_a_page_declares(head, html, language):
    assert read_page(make_page("<p>x</p>", head, html))["language"] == language


def test_a_page_of_256_elements_inside_each_other_is_read_and_one_more_is_refused():
    assert read("<div>" * 252 + "“Deep”" + "</div>" * 252) == ["“Deep”"]
    with pytest.raises(Unreadable, match="more than 256 elements"):
        read("<div>" * 256 + "“Deep”" + "</div>" * 256)
