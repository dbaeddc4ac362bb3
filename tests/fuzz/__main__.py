"""`python -m tests.fuzz [TARGET] [SECONDS]`: atheris on one target, or on each in turn; needs `pip install atheris`.

Each target runs in a process of its own, for SECONDS (60), with inputs up to 8 KiB; one that takes 20 s is a hang. Prints
the number of inputs tried, and ends with 1 when a target broke: the input then stands in .fuzz/TARGET/."""

import re
import subprocess
import sys
from pathlib import Path

KEPT = Path(".fuzz")


def _child(name: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["triage"]):
        from tests.fuzz.targets import TARGETS, seeds
    TARGETS[name](b"")  # what is made once is made before the clock of the first input runs
    corpus = (KEPT / name / "corpus").absolute()
    corpus.mkdir(parents=True, exist_ok=True)
    for at, seed in enumerate(seeds(name)):
        (corpus / f"seed-{at:03}").write_bytes(seed)
    limits = [
        f"-max_total_time={seconds}",
        "-max_len=8192",
        "-timeout=20",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], str(corpus), *limits, f"-artifact_prefix={KEPT / name}/"], TARGETS[name])
    atheris.Fuzz()


def _parent(names: list[str], seconds: int) -> int:
    broken = 0
    for name in names:
        done = subprocess.run([sys.executable, "-m", "tests.fuzz", name, str(seconds), "--here"],
                              capture_output=True, text=True, errors="replace", check=False)  # fmt: skip
        tried = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
        last = re.findall(r"^#(\d+)\s", done.stderr, re.MULTILINE)
        count = int(tried[1]) if tried else int(last[-1]) if last else 0
        print(f"{name:<12} {count:>10,} inputs  {'ok' if done.returncode == 0 else 'BROKEN'}", flush=True)
        if done.returncode:
            broken = 1
            (KEPT / name).mkdir(parents=True, exist_ok=True)
            (KEPT / name / "log.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return broken


if __name__ == "__main__":
    from_names = [one for one in sys.argv[1:] if not one.startswith("-") and not one.isdigit()]
    length = next((int(one) for one in sys.argv[1:] if one.isdigit()), 60)
    if "--here" in sys.argv:
        _child(from_names[0], length)
    else:
        everything = ["rules", "parsing", "carriers", "rendering", "redaction", "postmortems"]
        sys.exit(_parent(from_names or everything, length))
