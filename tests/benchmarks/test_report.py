"""The page of results: figures against what they must reach, tables, and the runs that it keeps."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.site.figures import DESK, FIGURES, GROWTH, PAGES, SEARCHES, growth, milliseconds, ratio
from benchmarks.site.report import figures_table, number, page, read_runs, verdict, written_runs

PAGE, SEARCH = FIGURES[0], FIGURES[3]


def times(median, note="", n=100):
    return {"median": median, "p95": median * 2, "n": n, "note": note}


def make_run(site=4.0, warm=0.7, tuned=400.0, about="measured today"):
    """Return a run in which the trivial view takes 0.5 ms."""
    both = {f"{kind}-{vendor}": times(of) for kind, of in (("site", site), ("warm", warm)) for vendor in VENDORS}
    cases = {name: {"trivial": times(0.5), **both} for name in PAGES}
    cases |= {name: {**both, "datasette-tuned": times(tuned)} for name in SEARCHES}
    cases["deep"] |= {f"site-{vendor} beside": times(site) for vendor in VENDORS}
    desk = {f"site-{vendor}{beside}": times(of) for beside, of in (("", 8.0), (" beside", 4.0)) for vendor in VENDORS}
    cases |= dict.fromkeys(DESK, desk)
    cases |= {f"facets-{name}": {f"site-{v}": times(0.5) for v in VENDORS} for name in ("everything", "common-word")}
    cases["load"] = {f"{who}-{v}": times(ms, n=3) for who, ms in (("site", 60_000), ("raw", 50_000)) for v in VENDORS}
    return {
        "about": about,
        "found": {"common-word": 1234, "rare-word": 10},
        "cases": cases,
        "crowds": {
            "newest": {"8": {"site-sqlite": times(9.0) | {"per_second": 800.0}, "trivial": {"note": "8 > 60 s"}}}
        },
        "memory": {f"{who}-{v}": mb for who, mb in (("site", 95.0), ("warm", 90.0)) for v in VENDORS} | {"empty": 40.0},
        "titles": {"page": {"newest": "The newest of all", "deep": "Half of all deep"}, "once": {"load": "Loading"}},
    }


VENDORS = ("sqlite", "postgresql")


def test_the_worst_of_the_pages_counts():
    run = make_run()
    assert PAGE.value(run, "sqlite") == 8
    run["cases"]["topic"]["site-sqlite"] = times(7.0)
    assert (PAGE.value(run, "sqlite"), PAGE.value(run, "postgresql")) == (14, 8)


def test_a_figure_without_all_of_its_cases_is_not_measured():
    run = make_run()
    del run["cases"]["topic"]
    assert PAGE.value(run, "sqlite") is None
    assert all(figure.value({"cases": {}, "memory": {}}, vendor) is None for figure in FIGURES for vendor in VENDORS)


def test_the_heavier_worker_counts():
    run = make_run()
    (memory,) = [figure for figure in FIGURES if figure.words.startswith("memory")]
    assert memory.value(run, "sqlite") == 55
    run["memory"]["warm-sqlite"] = 100.0
    assert memory.value(run, "sqlite") == 60


def test_no_answer_in_time_counts_with_that_time():
    run = make_run()
    run["cases"]["rare-word-newest"]["datasette-tuned"] = {"n": 0, "note": "> 60 s"}
    assert milliseconds(run, "rare-word-newest", "datasette-tuned") == 60_000
    assert ratio(run, "rare-word-newest", "site-sqlite", "datasette-tuned") == 4 / 60_000
    run["cases"]["rare-word-newest"]["datasette-tuned"] = {"n": 0, "note": "gave up at its time limit"}
    assert SEARCH.value(run, "sqlite") is None


def test_ten_times_the_size_is_compared_by_the_trivial_view_of_each_run():
    small, large = make_run(site=4.0), make_run(site=5.0)
    for name in PAGES:
        large["cases"][name]["trivial"] = times(1.0)
    assert growth({1_000_000: small, 10_000_000: large}, "sqlite") == 0.625
    assert growth({1_000_000: small}, "sqlite") is None


def test_what_misses_is_bold_and_named():
    run = make_run(site=7.0)
    assert "| 12 x | 6 x | **14 x** | **14 x** |" in figures_table({1_000_000: run})
    said = verdict(1_000_000, run)
    assert said.startswith("At 1,000,000, missing what must be reached: newest, speaker, filtered and deep pages")
    assert "Short of the aim: the same, caches warm (SQLite)" in said
    assert "Not measured" not in said


def test_a_part_is_written_as_a_fraction():
    assert "| 1/10 | 1/30 | 1/100 | 1/100 |" in figures_table({10_000: make_run()})
    assert SEARCH.write(1.25) == "1.2 x"


def test_limits_differ_by_database_where_they_must():
    assert FIGURES[5].limits == "60 ms SQLite, 150 ms PostgreSQL"
    assert GROWTH.limits == "1.5 x"


def test_sizes_stand_beside_each_other():
    text = page({100_000: make_run(site=4.0), 10_000: make_run(site=2.0)})
    assert "- **10,000 quotations**: measured today. Quotations found: a common word 1,234, a rare word 10.\n" in text
    assert "### The newest of all\n\n|  | 10,000 | 100,000 |" in text
    assert "| **site, SQLite** | 2 (4) · 4.0 x | 4 (8) · 8.0 x |" in text
    assert "| **site, SQLite** | 60.00 | 60.00 |" in text
    assert "| **site, SQLite** | 800; 9 (18) | 800; 9 (18) |" in text
    assert "| trivial view | 8 > 60 s | 8 > 60 s |" in text
    assert "| **site, SQLite**: the first page | 2 (4) · 4.0 x | 4 (8) · 8.0 x |" in text
    assert "| empty Django | 40 | 40 |" in text


def test_remarks_are_said_once_with_where_they_hold():
    run = make_run()
    run["cases"]["topic"]["datasette"] = {"n": 0, "note": "gave up at its time limit"}
    run["cases"]["newest"]["datasette"] = times(9.0, note="gave up at its time limit")
    text = page({10_000: run})
    assert "- Datasette: gave up at its time limit (10,000: newest, topic)." in text


def test_runs_are_read_back_and_join_others():
    runs = {10_000: make_run(about="a --> b")}
    kept = read_runs(page(runs))
    assert kept == runs
    assert "**100,000 quotations**" in page(kept | {100_000: make_run()})


@given(st.text())
def test_a_page_without_runs_keeps_none(text):
    assert read_runs(text) == {}
    assert read_runs(text + "\n<!-- runs: {]} -->\n") == {}


def test_kept_runs_end_with_their_comment():
    assert written_runs({1: {"about": "x > y"}}).count(">") == 1


def test_numbers_have_three_figures():
    assert [number(value) for value in (0.41234, 4.1234, 41.234, 412.34, 4123.4)] == [
        "0.412",
        "4.12",
        "41.2",
        "412",
        "4,123",
    ]
