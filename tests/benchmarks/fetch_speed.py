"""Reading speed against peers, on one stub in one run: wall time, requests, throttles, and events lost.

    python -m tests.benchmarks.fetch_speed [--events 300000] [--groups 3] [--rate 10] [--awslogs PATH]

`awslogs` takes part when it is on the PATH or named. The second table shows which share of a granted rate is reached.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.stub.running import REGION, Stub, stub
from tests.stub.scenario import Bulk, Group, Knobs, Scenario
from triage.model.environment import LogTarget
from triage.model.report import Window
from triage.sources.cloudwatch import CloudWatchSource
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.reading import ReadLog

START = 1_800_000_000_000
WINDOW = Window(START, START + 1_800_000)
PAGE_EVENTS = (1 << 20) // (150 + 26)


@dataclass(frozen=True)
class Result:
    seconds: float
    events: int


def scenario(events: int, groups: int, rate: float, latency: float = 0.05, burst: float = 0.0) -> Scenario:
    bulk = Bulk(events // groups, WINDOW.start, WINDOW.end)
    knobs = Knobs(latency=latency, rate=rate, burst=burst or max(2.0, rate / 5))
    return Scenario({f"/ecs/bench-{i}": Group(bulk=bulk) for i in range(groups)}, knobs)


def names(groups: int) -> list[str]:
    return [f"/ecs/bench-{i}" for i in range(groups)]


def with_triage(server: Stub, groups: int, rate: float) -> Result:
    session = server.session()
    session.logs(REGION, attempts=1)  # building a client is the same work for everybody
    quotas = Quotas(1.0, lambda operation, region: rate)
    source = CloudWatchSource(session, [LogTarget(name, REGION) for name in names(groups)], quotas)
    began = time.monotonic()
    events = sum(len(batch) for batch in source.events(WINDOW, ReadLog()))
    return Result(time.monotonic() - began, events)


def with_paginator(mode: str) -> Callable[[Stub, int, float], Result]:
    """The loop that scripts use: one thread per group, a paginator, botocore's own retries."""

    def run(server: Stub, groups: int, rate: float) -> Result:
        config = Config(retries={"mode": mode}, max_pool_connections=20)  # type: ignore[typeddict-item]
        client = boto3.client("logs", region_name=REGION, endpoint_url=server.url, config=config)

        def one(name: str) -> int:
            count = 0
            pages = client.get_paginator("filter_log_events").paginate(
                logGroupName=name, startTime=WINDOW.start, endTime=WINDOW.end - 1
            )
            try:
                for page in pages:
                    count += len(page.get("events", []))
            except (ClientError, BotoCoreError):
                pass
            return count

        began = time.monotonic()
        with ThreadPoolExecutor(groups) as pool:
            events = sum(pool.map(one, names(groups)))
        return Result(time.monotonic() - began, events)

    return run


def with_awslogs(program: str) -> Callable[[Stub, int, float], Result]:
    def run(server: Stub, groups: int, rate: float) -> Result:
        env = os.environ | {"AWS_ENDPOINT_URL": server.url}
        times = ("2027-01-15 08:00:00", "2027-01-15 08:30:00")
        began = time.monotonic()
        counts = []
        for name in names(groups):
            command = [program, "get", name, "ALL", "-s", times[0], "-e", times[1], "--aws-region", REGION]
            done = subprocess.run(command, env=env, capture_output=True, check=False)
            counts.append(sum(b"handled by worker" in line for line in done.stdout.splitlines()))
        return Result(time.monotonic() - began, sum(counts))

    return run


def compare(events: int, groups: int, rate: float, awslogs: str) -> None:
    contenders: dict[str, Callable[[Stub, int, float], Result]] = {"triage": with_triage}
    contenders |= {f"boto3 paginator, {mode}": with_paginator(mode) for mode in ("legacy", "standard", "adaptive")}
    if awslogs:
        contenders["awslogs"] = with_awslogs(awslogs)
    total = events // groups * groups
    least = -(-(events // groups) // PAGE_EVENTS) * groups
    print(f"{total} events in {groups} groups, {rate:g} requests a second, 50 ms; {least} pages at least")
    print(f"{'':28} {'seconds':>8} {'ratio':>6} {'requests':>9} {'/least':>7} {'throttled':>10} {'lost':>8}")
    first = 0.0
    for name, run in contenders.items():
        with stub(scenario(events, groups, rate)) as server:
            result = run(server, groups, rate)
            counts = server.counts()
        first = first or result.seconds
        calls, throttled = counts.get("calls", 0), counts.get("throttled", 0)
        print(
            f"{name:28} {result.seconds:8.2f} {result.seconds / first:6.2f} {calls:9} {calls / least:7.2f}"
            f" {throttled:10} {total - result.events:8}",
            flush=True,
        )


def shares(seconds: float) -> None:
    print(f"\n{'granted':>8} {'burst':>6} {'reached':>8} {'share':>7} {'throttled':>10} {'requests/least':>15}")
    for rate, burst in ((5.0, 2.0), (10.0, 2.0), (25.0, 5.0), (5.0, 1.0), (10.0, 1.0), (25.0, 1.0)):
        events = int(PAGE_EVENTS * rate * seconds)
        with stub(scenario(events, 1, rate, burst=burst)) as server:
            result = with_triage(server, 1, rate)
            counts = server.counts()
        calls, throttled = counts["calls"], counts.get("throttled", 0)
        reached = (calls - throttled) / result.seconds
        least = -(-events // PAGE_EVENTS)
        granted = f"{rate:8g} {burst:6g} {reached:8.2f} {reached / rate:7.1%}"
        row = f"{granted} {throttled / calls:10.1%} {calls / least:15.3f}"
        print(row, flush=True)


def candidates(events: int = 100_000, rate: float = 10.0, share: float = 0.25) -> None:
    """Seconds until the first ranked candidates: 30 minutes, 20 streams, a quarter of the quota."""
    from triage.cli.fetching import candidates_in
    from triage.ruleset.library import load_rules
    from triage.summary.summarizing import Summarizer

    rules = load_rules()
    bulk = Bulk(events, WINDOW.start, WINDOW.end, error_every=500)
    knobs = Knobs(latency=0.05, rate=rate, burst=2.0)
    with stub(Scenario({"/ecs/bench-0": Group(bulk=bulk)}, knobs)) as server:
        session = server.session()
        began = time.monotonic()
        first = 0.0
        quotas = Quotas(share, lambda operation, region: rate)
        source = CloudWatchSource(session, [LogTarget("/ecs/bench-0", REGION)], quotas)
        summarizer = Summarizer(rules.matcher())
        for batch in source.events(WINDOW, ReadLog()):
            summarizer.add(batch)
            if not first and summarizer.summary.error_records and candidates_in(summarizer.summary, rules, WINDOW):
                first = time.monotonic() - began
        whole = time.monotonic() - began
    print(f"\nfirst candidates after {first:.1f} s, all of {events} events after {whole:.1f} s", end="")
    print(f" ({share:.0%} of {rate:g} requests a second)", flush=True)


def memory(events: int = 1_000_000) -> None:
    """Peak memory of this process while it reads and analyses; run in a process of its own."""
    import resource

    from triage.config import Settings
    from triage.pipeline import investigate
    from triage.ruleset.library import load_rules

    rules = load_rules()
    bulk = Bulk(events, WINDOW.start, WINDOW.end, error_every=500)
    with stub(Scenario({"/ecs/bench-0": Group(bulk=bulk)}, Knobs(latency=0.05))) as server:
        quotas = Quotas(1.0, lambda operation, region: 25.0)
        source = CloudWatchSource(server.session(), [LogTarget("/ecs/bench-0", REGION)], quotas)
        began, busy = time.monotonic(), time.thread_time()
        report = investigate(source, WINDOW, rules, Settings())
        seconds, busy = time.monotonic() - began, time.thread_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    least = -(-events // PAGE_EVENTS)
    print(f"{report.coverage.events} events of 150 bytes: peak {peak:.0f} MB, {seconds:.0f} s", end="")
    print(f" ({events / seconds:,.0f} a second)")
    told = ", ".join(f"{least / rate:.0f} s at {rate}" for rate in (5, 10, 25))
    print(f"analysis computes for {busy:.1f} s, {busy / events * 1e6:.1f} us an event; the quota alone takes {told}/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--groups", type=int, default=3)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each run of the second table")
    parser.add_argument("--only", choices=("compare", "shares", "candidates", "memory"), default="")
    parser.add_argument("--awslogs", default=shutil.which("awslogs") or "")
    chosen = parser.parse_args()
    os.environ.update(AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench", AWS_EC2_METADATA_DISABLED="true")
    if chosen.only in ("", "compare"):
        compare(chosen.events, chosen.groups, chosen.rate, chosen.awslogs)
    if chosen.only in ("", "shares"):
        shares(chosen.seconds)
    if chosen.only in ("", "candidates"):
        candidates()
    if chosen.only == "memory":
        memory()
    elif not chosen.only:
        command = [sys.executable, "-m", "tests.benchmarks.fetch_speed", "--only", "memory"]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main())
