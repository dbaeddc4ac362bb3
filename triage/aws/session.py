"""One AWS session: clients built when first asked for, one per service, Region and number of attempts."""

from __future__ import annotations

import os
import threading
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast

from triage import __version__

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_cloudtrail import CloudTrailClient
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_rds import RDSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient

CONNECT_SECONDS = 5
READ_SECONDS = 30
POOL = 18
"""Connections of one client: the most threads that share it, and two."""
ATTEMPTS = 4
"""Calls in all for one request, unless asked otherwise: a closed door is noticed within seconds."""


class AwsSession:
    """Credentials and Region of a run. Building it neither imports boto3 nor reads any file.

    Safe to share between threads. Its methods raise CredentialsError (no such profile, broken
    configuration) and AccessError (no Region)."""

    def __init__(self, region: str = "", profile: str = "", endpoint_url: str = "") -> None:
        self.profile = profile
        self.endpoint_url = endpoint_url
        self._wanted_region = region
        self._session: boto3.session.Session | None = None
        self._clients: dict[tuple[str, str, int], object] = {}
        self._lock = threading.RLock()
        self.ahead = 0
        """Milliseconds that the clock of this machine is ahead of AWS, as the first answer told; about a second off."""
        self._compared = False

    @property
    def region(self) -> str:
        """The Region asked for, else AWS_REGION, else that of the AWS configuration; raises AccessError
        without one."""
        from triage.aws.errors import no_region

        # boto3 reads AWS_DEFAULT_REGION alone; every other SDK and the AWS CLI read AWS_REGION first.
        region = self._wanted_region or os.environ.get("AWS_REGION") or self._boto().region_name
        if not region:
            raise no_region()
        return region

    def logs(self, region: str = "", attempts: int = ATTEMPTS) -> CloudWatchLogsClient:
        return cast("CloudWatchLogsClient", self._client("logs", region, attempts))

    def ecs(self, region: str = "", attempts: int = ATTEMPTS) -> ECSClient:
        return cast("ECSClient", self._client("ecs", region, attempts))

    def elbv2(self, region: str = "", attempts: int = ATTEMPTS) -> ElasticLoadBalancingv2Client:
        return cast("ElasticLoadBalancingv2Client", self._client("elbv2", region, attempts))

    def rds(self, region: str = "", attempts: int = ATTEMPTS) -> RDSClient:
        return cast("RDSClient", self._client("rds", region, attempts))

    def ec2(self, region: str = "", attempts: int = ATTEMPTS) -> EC2Client:
        return cast("EC2Client", self._client("ec2", region, attempts))

    def cloudtrail(self, region: str = "", attempts: int = ATTEMPTS) -> CloudTrailClient:
        return cast("CloudTrailClient", self._client("cloudtrail", region, attempts))

    def s3(self, region: str = "", attempts: int = ATTEMPTS) -> S3Client:
        return cast("S3Client", self._client("s3", region, attempts))

    def sts(self, region: str = "", attempts: int = ATTEMPTS) -> STSClient:
        return cast("STSClient", self._client("sts", region, attempts))

    def client(self, service: str, region: str = "") -> object:
        """A client of any service, for a single try of a call; the methods above are the typed ones."""
        return self._client(service, region, 1)

    def known_regions(self) -> tuple[str, ...]:
        """Names of the Regions that the installed SDK knows, sorted."""
        session = self._boto()
        return tuple(
            sorted(
                region
                for partition in session.get_available_partitions()
                for region in session.get_available_regions("logs", partition_name=partition)
            )
        )

    def _client(self, service: str, region: str, attempts: int) -> object:
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        from triage.aws.errors import cannot_start

        key = (service, region or self.region, attempts)
        # Sessions and the building of clients are not safe between threads; clients are.
        with self._lock:
            if key not in self._clients:
                config = Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=READ_SECONDS,
                    max_pool_connections=POOL,
                    retries={"mode": "standard", "total_max_attempts": attempts},
                    user_agent_extra=f"triage/{__version__}",
                )
                build = cast("Any", self._boto().client)
                endpoint = self.endpoint_url or None
                try:
                    made = build(service, key[1], endpoint_url=endpoint, config=config)
                    made.meta.events.register("after-call.*.*", self._compare_clocks, unique_id="triage-clock")
                    self._clients[key] = made
                except (BotoCoreError, ValueError) as error:
                    raise cannot_start(error, self.profile) from error
            return self._clients[key]

    def _compare_clocks(self, parsed: Any, **_: object) -> None:
        if self._compared:
            return
        try:
            served = parsedate_to_datetime(parsed["ResponseMetadata"]["HTTPHeaders"]["date"]).timestamp()
        except (KeyError, TypeError, ValueError):
            return
        self.ahead, self._compared = int((time.time() - served - 0.5) * 1000), True

    def _boto(self) -> boto3.session.Session:
        import boto3
        from botocore.exceptions import BotoCoreError

        from triage.aws.errors import cannot_start

        with self._lock:
            if self._session is None:
                try:
                    self._session = boto3.session.Session(profile_name=self.profile or None)
                except BotoCoreError as error:
                    raise cannot_start(error, self.profile) from error
            return self._session
