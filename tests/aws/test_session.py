import subprocess
import sys

import pytest

from triage import __version__
from triage.aws.parallel import chunks, in_parallel
from triage.aws.session import AwsSession


def test_a_client_is_built_once_per_service_region_and_attempts() -> None:
    session = AwsSession("eu-west-1")
    assert session.ecs() is session.ecs()
    assert session.ecs() is session.ecs("eu-west-1")
    assert session.logs("us-east-1").meta.region_name == "us-east-1"
    assert session.logs(attempts=8) is not session.logs()


def test_clients_have_bounded_patience_and_say_who_they_are() -> None:
    config = AwsSession("eu-west-1").logs(attempts=6).meta.config
    assert (config.connect_timeout, config.read_timeout) == (5, 30)
    assert config.retries == {"mode": "standard", "total_max_attempts": 6}
    assert f"triage/{__version__}" in str(config.user_agent_extra)


def test_the_endpoint_is_used_for_every_service() -> None:
    session = AwsSession("eu-west-1", endpoint_url="http://127.0.0.1:9")
    assert {client.meta.endpoint_url for client in (session.ecs(), session.sts())} == {"http://127.0.0.1:9"}


def test_the_region_of_the_configuration_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "sa-east-1")
    assert AwsSession().region == "sa-east-1"
    assert AwsSession("eu-west-1").region == "eu-west-1"


def test_a_session_costs_nothing_until_it_is_used() -> None:
    code = (
        "import sys; from triage.aws.session import AwsSession; from triage.aws import errors, identity, policy;"
        "import triage.config, triage.timespan, triage.discovery, triage.cli.discover; AwsSession('x', 'y');"
        "print([name for name in ('boto3', 'botocore', 'rich', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_parallel_calls_keep_their_order() -> None:
    assert in_parallel([lambda n=n: n * n for n in range(40)]) == [n * n for n in range(40)]  # type: ignore[misc]
    assert in_parallel([]) == []


def test_the_first_failure_in_order_is_raised() -> None:
    def fail(text: str) -> None:
        raise ValueError(text)

    with pytest.raises(ValueError, match="first"):
        in_parallel([lambda: None, lambda: fail("first"), lambda: fail("second")])


def test_chunks_cover_everything_once() -> None:
    assert chunks([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert chunks([], 2) == []
