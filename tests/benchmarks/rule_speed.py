"""The rule library against a naive loop and against ripgrep, and what a first and a second start cost; ratios of one run.

python tests/benchmarks/rule_speed.py [--lines 200000] [--prefix 100] [--rounds 3]

library       one scan of each megabyte for what any rule needs, then each line that it woke is read and matched
scan          that scan alone
naive         every pattern and literal of every rule with `regex`, on each line of a prefix
rg, the same  the rules' own patterns as `rg -c -f`, one thread, ASCII classes, on the same prefix; patterns that rg
              refuses (those of several lines among them) are left out
rg, gates     the expressions of the scan as `rg -c -f`, on the whole file
CPU time on one core, without the time that rg takes to compile. Time per rule: `triage rules bench`.
"""

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which

import regex

from tests.benchmarks.mixed_corpus import write
from triage.authoring.leaves import leaves
from triage.model.rules import Contains, Regex, Rule
from triage.parsing.reading import read_text
from triage.ruleset.atoms import atoms_of
from triage.ruleset.library import RuleSet, load_rules
from triage.ruleset.markers import LOUD, REQUESTS
from triage.ruleset.matching import Matcher

BLOCK = 1_000_000
_NAMED = re.compile(r"\(\?P<\w+>")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_META = frozenset("\\.+*?()|[]{}^$#&~-")
"""What ripgrep's engine lets be escaped, beside letters."""
LIMITS = ("--no-config", "--no-unicode", "-j1", "--regex-size-limit", "4G", "--dfa-size-limit", "4G")
_START = """
import sys, time
began = time.process_time()
from triage.ruleset.atoms import atoms_of
from triage.ruleset.library import load_rules
load_rules().matcher()
print(time.process_time() - began)
"""


def wanted(rules: tuple[Rule, ...]) -> tuple[list[str], list[str]]:
    """Patterns and literals of all leaves, each once."""
    found = [leaf.condition for rule in rules for leaf in leaves(rule.match)]
    patterns = dict.fromkeys(one.pattern for one in found if isinstance(one, Regex))
    return list(patterns), list(dict.fromkeys(one.text for one in found if isinstance(one, Contains)))


def lines_of(block: bytes, ends: list[int]) -> Iterator[bytes]:
    """The lines in which something ended, each once."""
    before = -1
    for end in sorted(ends):
        start = block.rfind(b"\n", 0, end) + 1
        if start != before:
            before = start
            stop = block.find(b"\n", end)
            yield block[start : stop if stop >= 0 else len(block)]


def blocks(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        cut = data.rfind(b"\n", at, at + BLOCK) + 1 or len(data)
        yield data[at : max(cut, at + 1)]
        at = max(cut, at + 1)


def library(matcher: Matcher, data: bytes) -> int:
    """Matched lines."""
    found = 0
    for block in blocks(data):
        signs = matcher.signs(block)
        for line in lines_of(block, signs.loud):
            found += bool(matcher.match(read_text(line.decode("utf-8", "replace"))))
    return found


def scan(matcher: Matcher, data: bytes) -> int:
    return sum(len(matcher.signs(block).loud) for block in blocks(data))


def naive(patterns: list[str], literals: list[str], lines: list[str]) -> float:
    """CPU seconds of a loop over all rules' patterns, compiled before."""
    compiled = [regex.compile(pattern, regex.ASCII | regex.VERSION0) for pattern in patterns]
    began = time.process_time()
    for line in lines:
        for one in compiled:
            one.search(line)
        for text in literals:
            _ = text in line
    return time.process_time() - began


def gates(rules: tuple[Rule, ...]) -> list[str]:
    """The expressions of the scan."""
    atoms = {atom for rule in rules for atom in atoms_of(rule.match) or ()}
    found = [f"(?i:{one.pattern})" if one.caseless else one.pattern for one in sorted(atoms)]
    return [_ESCAPE.sub(_plain, pattern) for pattern in (*found, *LOUD, *REQUESTS)]


def for_ripgrep(patterns: list[str], literals: list[str]) -> list[str]:
    made = [_ESCAPE.sub(_plain, _NAMED.sub("(?:", pattern)) for pattern in patterns]
    return [*made, *(re.escape(text).replace("\\ ", " ") for text in literals)]


def _plain(escape: re.Match[str]) -> str:
    return escape[0] if escape[1].isalnum() or escape[1] in _META else escape[1]


def taken(patterns: list[str]) -> list[str]:
    """Those that rg takes: one line each."""
    return [
        one
        for one in patterns
        if one.isascii() and "\n" not in one and children(["rg", *LIMITS, "-e", one, os.devnull])[1].returncode != 2
    ]


def ripgrep(patterns: list[str], file: Path, folder: Path) -> tuple[float, int]:
    """CPU seconds beyond those of its start, and the lines it found."""
    listed = folder / "patterns"
    listed.write_text("\n".join(patterns) + "\n", encoding="utf-8")
    command = ["rg", *LIMITS, "-c", "-f", str(listed)]
    idle, _ = children([*command, os.devnull])
    seconds, done = children([*command, str(file)])
    if done.returncode == 2:
        raise SystemExit(done.stderr.decode()[-400:])
    return max(seconds - idle, 1e-9), int(done.stdout or 0)


def children(command: list[str]) -> tuple[float, "subprocess.CompletedProcess[bytes]"]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done


def cpu(work: Callable[[], int]) -> tuple[float, int]:
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def starts(folder: Path) -> None:
    """CPU seconds until a matcher is ready, in a new process: nothing kept, kept, and kept but for one changed rule."""
    cache = folder / "cache"
    environment = {**os.environ, "TRIAGE_CACHE_DIR": str(cache)}
    told = [float(subprocess.run([sys.executable, "-c", _START], env=environment, capture_output=True, check=True).stdout)
            for _ in range(4)]  # fmt: skip
    size = max(file.stat().st_size for file in cache.iterdir()) / 1e6
    print(f"start       first {told[0]:.2f} s, then {statistics.median(told[1:]):.2f} s (kept: {size:.1f} MB)")


def compare(rules: RuleSet, folder: Path, lines: int, prefix: int, rounds: int) -> None:
    file, first = folder / "mixed.log", folder / "prefix.log"
    write(file, lines)
    data = file.read_bytes()
    some = data.decode().splitlines()[:prefix]
    first.write_text("\n".join(some) + "\n", encoding="utf-8")
    count = data.count(b"\n")
    patterns, literals = wanted(rules.rules)
    print(
        f"{len(rules.rules)} rules, {len(patterns)} patterns, {len(literals)} literals; {count} lines, {len(data) / 1e6:.0f} MB"
    )
    matcher = rules.matcher()
    library(matcher, data[:2_000_000])
    same = taken(for_ripgrep(patterns, literals)) if which("rg") else []
    for _ in range(rounds):
        fast, found = cpu(lambda: library(matcher, data))
        ours = fast / count
        bare = cpu(lambda: scan(matcher, data))[0] / count
        slow = naive(patterns, literals, some) / len(some)
        print(f"library {1e6 * ours:.2f} us a line ({found} lines match), scan {1e6 * bare:.2f}")
        print(f"  naive {1e6 * slow:.0f} us a line: {slow / ours:.0f} times the library")
        if same:
            theirs = ripgrep(same, first, folder)[0] / len(some)
            told = f"{len(same)} of {len(patterns) + len(literals)} patterns"
            print(f"  rg, the same ({told}) {1e6 * theirs:.0f} us a line: {theirs / ours:.1f} times the library")
            theirs = ripgrep(taken(gates(rules.rules)), file, folder)[0] / count
            print(f"  rg, gates {1e6 * theirs:.2f} us a line: {theirs / bare:.1f} times the scan", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--prefix", type=int, default=100, help="lines given to the naive loop and to rg")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        starts(Path(name))
        compare(load_rules(), Path(name), args.lines, args.prefix, args.rounds)


if __name__ == "__main__":
    main()
