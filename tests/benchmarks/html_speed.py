"""Size of the HTML page of each sample and of ten thousand findings, time to write it, and time for Chromium to draw it."""

import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.postmortem.builders import NAMES, sample
from tests.render.browser import Browser
from tests.render.test_many import report
from triage.render import render

DRAWN = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
    setTimeout(() => done(performance.now())))))"""


def main() -> None:
    reports = {name: sample(name).report for name in NAMES} | {"10,000 findings": report("others")}
    render(reports[NAMES[0]], "html")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "page.html"
        browser = Browser(program, Path(folder) / "profile") if program else None
        for name, one in reports.items():
            started = time.perf_counter()
            page.write_text(render(one, "html"), encoding="utf-8")
            written = time.perf_counter() - started
            drawn = ""
            if browser is not None:
                browser.open(page.as_uri())
                drawn = f"{browser.value(DRAWN):6.0f} ms until drawn"
            print(f"{name:<22} {page.stat().st_size / 1000:7.0f} kB {1000 * written:6.0f} ms to write {drawn}")
        if browser is not None:
            browser.close()


if __name__ == "__main__":
    main()
