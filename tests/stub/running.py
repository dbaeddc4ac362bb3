"""Starts the stub and makes sessions that talk to it."""

from __future__ import annotations

import json
import multiprocessing
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.stub.scenario import Scenario
from tests.stub.server import serve
from triage.aws.session import AwsSession

REGION = "eu-west-1"


@dataclass(frozen=True)
class Stub:
    url: str

    def session(self) -> AwsSession:
        """Needs AWS credentials (any) in the environment."""
        return AwsSession(region=REGION, endpoint_url=self.url)

    def counts(self) -> dict[str, int]:
        """What the server counted: calls, throttled."""
        request = urllib.request.Request(self.url, b"{}", {"X-Amz-Target": "Stub.Counts"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return dict(json.loads(answer.read()))


@contextmanager
def stub(scenario: Scenario) -> Iterator[Stub]:
    """The stub in its own process for the time of the block."""
    # fork would copy the threads' locks of this process; spawn starts clean.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(scenario, theirs), daemon=True)
    process.start()
    try:
        if not ours.poll(60):
            raise RuntimeError("the stub did not start")
        yield Stub(f"http://127.0.0.1:{ours.recv()}")
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()
        theirs.close()
