"""The places of requests in time."""

from __future__ import annotations

import random

import pytest

from tests.sources.fakes import cloudwatch, read, steady, target
from tests.stub.running import stub
from tests.stub.scenario import Group, Knobs, Scenario
from triage.sources.cloudwatch.pacing import Quotas, TokenBucket, quota


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _run(bucket: TokenBucket, clock: Clock, requests: int) -> list[float]:
    """Times of requests that are sent as soon as their place has come."""
    sent = []
    for _ in range(requests):
        clock.now += bucket.reserve()
        while (more := bucket.leave()) > 0:
            clock.now += more
        sent.append(clock.now)
    return sent


def test_requests_keep_their_distance() -> None:
    clock = Clock()
    sent = _run(TokenBucket(10, clock), clock, 11)
    assert sent[-1] - sent[0] == pytest.approx(0.9, abs=0.11)


def test_a_late_start_is_made_up_by_one_request_only() -> None:
    clock = Clock()
    bucket = TokenBucket(10, clock)
    clock.now += 60
    assert [round(bucket.reserve(), 3) for _ in range(4)] == [0, 0, 0.1, 0.2]


def test_the_first_throttle_evens_the_distances_out() -> None:
    clock = Clock()
    bucket = TokenBucket(10, clock)
    bucket.throttled()
    clock.now += 60
    sent = _run(bucket, clock, 3)
    assert sent[1] - sent[0] > 0.1
    assert sent[2] - sent[1] > 0.1
    assert bucket.rate == 10


def test_more_throttles_slow_down_by_a_step_a_second_and_grants_win_it_back() -> None:
    clock = Clock()
    bucket = TokenBucket(10, clock)
    for _ in range(5):
        bucket.throttled()
        clock.now += 1
    assert bucket.rate == 10
    for _ in range(5):
        bucket.throttled()
    assert bucket.rate == pytest.approx(8)
    for _ in range(20):
        bucket.granted()
    assert bucket.rate == 10


def test_no_throttling_stops_the_reading_for_good() -> None:
    clock = Clock()
    bucket = TokenBucket(10, clock)
    for _ in range(100):
        clock.now += 2
        bucket.throttled()
    assert bucket.rate == pytest.approx(0.5)


def test_a_late_request_keeps_the_next_one_at_a_distance() -> None:
    clock = Clock()
    bucket = TokenBucket(10, clock)
    bucket.throttled()
    clock.now += bucket.reserve()
    second = clock.now + bucket.reserve()
    clock.now += 0.08  # the first one leaves late
    assert bucket.leave() == 0
    clock.now = max(second, clock.now)
    assert bucket.leave() > 0.05


@pytest.mark.parametrize("rate", [5.0, 10.0, 25.0])
@pytest.mark.parametrize("burst", [1.0, 2.0, 5.0])
def test_almost_the_whole_rate_is_used_and_hardly_a_request_refused(rate: float, burst: float) -> None:
    """Against a bucket on the other side, whose requests arrive a millisecond or two early or late."""
    clock, jitter = Clock(), random.Random(1)
    bucket = TokenBucket(rate, clock)
    tokens, at, refused, answers = burst, clock.now, 0, list[tuple[float, bool]]()
    began, count = clock.now, int(rate * 60)
    for _ in range(count):
        while answers and answers[0][0] <= clock.now:
            bucket.granted() if answers.pop(0)[1] else bucket.throttled()
        clock.now += bucket.reserve()
        while (more := bucket.leave()) > 0:
            clock.now += more
        arrives = max(at, clock.now + 0.025 + abs(jitter.gauss(0, 0.0006)))
        tokens, at = min(burst, tokens + (arrives - at) * rate), arrives
        granted = tokens >= 1
        tokens -= granted
        refused += not granted
        answers.append((arrives + 0.025, granted))
    reached = (count - refused) / (clock.now - began)
    assert refused <= 0.02 * count
    assert reached >= 0.95 * rate


@pytest.mark.parametrize(("region", "rate"), [("us-east-1", 25), ("eu-central-1", 5), ("eu-west-1", 10)])
def test_the_quota_is_the_documented_one_of_the_region(region: str, rate: float) -> None:
    assert quota("FilterLogEvents", region) == rate


def test_one_bucket_serves_all_who_call_the_same_operation() -> None:
    quotas = Quotas(share=0.5)
    bucket = quotas.bucket("", "eu-west-1", "FilterLogEvents")
    assert bucket is quotas.bucket("", "eu-west-1", "FilterLogEvents")
    assert bucket is not quotas.bucket("", "eu-west-1", "GetLogEvents")
    assert bucket.allowed == 5


def test_each_request_says_leave_right_before_it_goes_out(aws_keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[TokenBucket] = []

    def leave(bucket: TokenBucket) -> float:
        said.append(bucket)
        return 0.0

    monkeypatch.setattr(TokenBucket, "leave", leave)
    with stub(Scenario({"g": Group(steady(200), knobs=Knobs(page_events=50))})) as server:
        session = server.session()
        for _ in range(2):
            read(cloudwatch(session, [target("g")]))
        assert len(said) == server.counts()["calls"]
