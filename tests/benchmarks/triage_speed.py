"""How fast a whole `triage files` is, against ripgrep with the same patterns, drain3 alone, and the naive loop.

python tests/benchmarks/triage_speed.py [--lines 1000000] [--prefix 2000] [--turns 3] [--scale 1 3 10]

The corpus is that of mixed_corpus.py: access lines, plain INFO, JSON and key=value lines with fresh ids in every
line, 2 % errors, half of them with a trace. Every figure is processor time of a whole process, start included; what would
take hours runs on a prefix and is scaled, and the line says so. ripgrep is version 13 or later, in ASCII mode, with one
thread and the patterns of all rules that its syntax has. triage and drain3 take turns, and the medians are shown: the
ratio is the median of the turns' ratios. A first run, not counted, leaves behind what an installed program has: compiled
rules, in a cache folder of this run's own, and compiled modules.
`--scale` also triages files of so many times the lines and prints time a line and peak memory. `--cores 2` also measures the time
that passes with one core and with so many, on a file of twice the lines, and of so many runs of one core at once, which is what
the machine can give: in turn; the machine must be quiet.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.benchmarks.mixed_corpus import write
from triage.model.rules import All, AnyOf, Condition, Contains, Regex
from triage.ruleset.library import shipped_rules

_ESCAPED = re.compile(r"\\([ \"'`<>/=:,;!@%_])")
_RG = ("rg", "--no-unicode", "--regex-size-limit", "2G", "--dfa-size-limit", "1G", "-c", "-j1", "-f")
_MOST_SECONDS = 120


def patterns(condition: Condition) -> Iterator[str]:
    """The patterns and words of a condition in ripgrep's syntax."""
    match condition:
        case Regex(pattern):
            yield _ESCAPED.sub(r"\1", re.sub(r"\(\?P<\w+>", "(?:", pattern))
        case Contains(text):
            yield "".join("\\" + char if char in ".^$*+?{}[]\\|()&~#-" else char for char in text)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from patterns(part)


def run(*command: str, cores: Sequence[int] = (0,)) -> tuple[float, int]:
    """Processor seconds and peak memory (MiB) of a process that may use these of the cores."""
    allowed = sorted(os.sched_getaffinity(0))
    chosen = [allowed[core] for core in cores]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command,
        env=kept,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, chosen),
    )
    deadline = time.monotonic() + _MOST_SECONDS * 5
    while True:
        done, _, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = 0
            return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024
        if time.monotonic() > deadline:
            process.kill()
        time.sleep(0.02)


def triage(path: Path, cores: Sequence[int] = (0,)) -> tuple[float, int]:
    command = (str(Path(sys.executable).with_name("triage")), "files", str(path), "--format", "json", "--quiet")
    return run(*command, cores=cores)


def passing(path: Path, runs: Sequence[Sequence[int]]) -> float:
    """Seconds that pass while a file is triaged so many times at once, each time with these cores."""
    start = time.monotonic()
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda cores: triage(path, cores), runs))
    return time.monotonic() - start


def accepted(found: Sequence[str], folder: Path, sample: Path) -> list[str]:
    """Those of the patterns that ripgrep takes."""
    file = folder / "some.txt"
    file.write_text("\n".join(found) + "\n", encoding="utf-8")
    if subprocess.run([*_RG, str(file), str(sample)], capture_output=True, check=False).returncode < 2:
        return list(found)
    if len(found) == 1:
        return []
    half = len(found) // 2
    return accepted(found[:half], folder, sample) + accepted(found[half:], folder, sample)


def head(path: Path, lines: int, folder: Path) -> Path:
    """A file of the first lines of another."""
    out = folder / f"first-{lines}.log"
    with path.open(encoding="utf-8") as source, out.open("w", encoding="utf-8") as target:
        target.writelines(line for _, line in zip(range(lines), source, strict=False))
    return out


def ripgrep(path: Path, lines: int, prefix: int, folder: Path) -> tuple[float, str]:
    one = folder / "one.log"
    one.write_text("x\n")
    found = sorted({text for rule in shipped_rules().rules for text in patterns(rule.match) if "\n" not in text})
    kept = accepted(found, folder, one)
    file = folder / "patterns.txt"
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    start, _ = run(*_RG, str(file), str(one))
    part, _ = run(*_RG, str(file), str(head(path, prefix, folder)))
    return start + (part - start) * lines / prefix, f"{len(kept)} of {len(found)} patterns, first {prefix:,} lines"


def drain(lines: Sequence[str]) -> float:
    from drain3 import TemplateMiner
    from drain3.template_miner_config import TemplateMinerConfig

    miner = TemplateMiner(config=TemplateMinerConfig())
    start = time.process_time()
    for line in lines:
        miner.add_log_message(line)
    return time.process_time() - start


def naive(lines: Sequence[str]) -> float:
    """`re.search` of every pattern on every line."""
    compiled = [re.compile(one) for rule in shipped_rules().rules for one in _plain(rule.match)]
    start = time.process_time()
    for line in lines:
        for pattern in compiled:
            pattern.search(line)
    return time.process_time() - start


def _plain(condition: Condition) -> Iterator[str]:
    match condition:
        case Regex(pattern):
            yield pattern
        case Contains(text):
            yield re.escape(text)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _plain(part)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--prefix", type=int, default=2_000, help="lines given to ripgrep and the naive loop")
    parser.add_argument("--drain-prefix", type=int, default=20_000)
    parser.add_argument("--turns", type=int, default=3, help="runs of triage and of drain3")
    parser.add_argument("--scale", type=float, nargs="*", default=[])
    parser.add_argument("--cores", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="triage-bench-") as name:
        folder = Path(name)
        os.environ["TRIAGE_CACHE_DIR"] = str(folder / "cache")
        path = folder / "mixed.log"
        write(path, options.lines)
        one, some = head(path, 1, folder), head(path, options.drain_prefix, folder).read_text(encoding="utf-8")
        lines = some.splitlines()
        triage(one)
        empty, _ = triage(one)
        turns = [(triage(path), drain(lines)) for _ in range(options.turns)]
        scaled = options.lines / len(lines)
        ours, peak = statistics.median(seconds for (seconds, _), _ in turns), max(most for (_, most), _ in turns)
        peer = statistics.median(seconds for _, seconds in turns) * scaled
        ratio = statistics.median(theirs * scaled / seconds for (seconds, _), theirs in turns)
        megabytes = path.stat().st_size / 1e6
        print(f"{options.lines:,} lines, {megabytes:.0f} MB; seconds of one core, the whole process")
        told(f"triage files ({len(shipped_rules().rules)} rules)", ours, options.lines, ours, f"{peak} MiB")
        told("of that, start-up", empty, options.lines, ours, "")
        told("drain3, defaults", peer, options.lines, peer / ratio, f"first {len(lines):,} lines, scaled")
        few = lines[: max(1, options.prefix // 10)]
        told(
            "naive loop",
            naive(few) * options.lines / len(few),
            options.lines,
            ours,
            f"first {len(few):,} lines, scaled",
        )
        if shutil.which("rg"):
            seconds, note = ripgrep(path, options.lines, options.prefix, folder)
            told("ripgrep, ASCII mode", seconds, options.lines, ours, note)
        for factor in options.scale:
            larger = folder / "larger.log"
            write(larger, int(options.lines * factor), seed=2)
            seconds, peak = triage(larger)
            told(f"triage files, {factor:g} x", seconds, int(options.lines * factor), ours, f"peak {peak} MiB")
            larger.unlink()
        if options.cores > 1:
            larger = folder / "larger.log"
            write(larger, options.lines * 2, seed=3)
            cores = range(options.cores)
            ways = ([[0]], [cores], [[core] for core in cores])
            passed = [[passing(larger, runs) for runs in ways] for _ in range(options.turns)]
            shared = statistics.median(times[1] for times in passed)
            gained = statistics.median(times[0] / times[1] for times in passed)
            most = statistics.median(times[0] * options.cores / times[2] for times in passed)
            note = f"{gained:.2f} x; independent runs at once {most:.2f} x"
            told(f"passing, {options.cores} cores for one", shared, options.lines * 2, ours, note)
    print(f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def told(title: str, seconds: float, lines: int, ours: float, note: str) -> None:
    print(
        f"{title:28} {seconds:10.1f} s {seconds / lines * 1e6:10.2f} us/line {seconds / ours:8.2f} x  {note}",
        flush=True,
    )


if __name__ == "__main__":
    main()
