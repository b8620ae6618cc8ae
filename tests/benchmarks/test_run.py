"""The whole benchmark, in little: everybody starts, gives the same rows, and stands on the page."""

import subprocess
import sys

import pytest
from django.db import connection

import dev
from benchmarks.site.figures import FIGURES, VENDORS
from benchmarks.site.report import CONTENDERS, read_runs

QUOTATIONS = 400


@pytest.mark.slow
@pytest.mark.skipif(dev.find_postgresql() is None, reason="needs PostgreSQL's programs")
@pytest.mark.skipif(connection.vendor == "postgresql", reason="starts both databases itself: once is enough")
def test_a_quick_run_measures_every_figure_and_writes_the_page(tmp_path):
    output = tmp_path / "results.md"
    command = [sys.executable, "dev.py", "benchmark", f"--quotations={QUOTATIONS}", "--quick", f"--output={output}"]
    done = subprocess.run(command, cwd=dev.ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    run = read_runs(output.read_text())[QUOTATIONS]
    missing = [(one.words, vendor) for one in FIGURES for vendor in VENDORS if one.value(run, vendor) is None]
    assert missing == []
    took_part = {who for case in run["cases"].values() for who in case} | set(run["memory"])
    assert CONTENDERS.keys() <= took_part
    assert "### The newest of all" in output.read_text()
