"""Made-up logs in the manner of many kinds of software: one group for each statement that writes them."""

from __future__ import annotations

import random
import re
from collections import defaultdict

import pytest

from triage.signatures.grouping import group_messages

PEOPLE = "root admin oracle deploy ubuntu guest ann ben cem dora".split()  # noqa: SIM905
HOSTS = ["web.example.org", "mail.corp.lan", "db-a.internal", "cache.prod.example.net", "gw.lan"]

STYLES = {
    "login service": [
        "Password accepted for {person} from {ip} port {port} proto2",
        "Password refused for {person} from {ip} port {port} proto2",
        "Password refused for unknown account {person} from {ip} port {port} proto2",
        "Peer {ip} hung up before login [early]",
        "session opened for {person} by (uid={n})",
        "session closed for {person}",
        "login failure; name= uid={n} euid={n} tty=pts rhost={peer}  user={person}",
        "check passed; user unknown",
        "name lookup of {host} [{ip}] gave another address - SPOOFED?",
    ],
    "cloud compute": [
        "[req-{uuid} {hex32} {hex32} - - -] [vm: {uuid}] Making disk image",
        '{ip} "GET /v2/{hex32}/servers/detail HTTP/1.1" status: 200 len: {n} time: 0.{n}',
        '{ip} "POST /v2/{hex32}/servers/action HTTP/1.1" status: 202 len: {n} time: 0.{n}',
        "[vm: {uuid}] Guest Started (Lifecycle)",
        "[vm: {uuid}] Guest Stopped (Lifecycle)",
        "[vm: {uuid}] Spent {small}.{n} seconds building the guest.",
        "[vm: {uuid}] memory: {n} MB, used: {n}.00 MB",
        "Base files in use: {files}",
        "View of node name=c{n}.cloud.example.org ram={n}MB disk={n}GB cpus={small} devices=[]",
        "({n}) took ('{ip}', {port})",
    ],
    "desktop updates": [
        "Loaded stack v6.1.{n}.{n} with core: C:\\Windows\\parts\\amd64_stack_{hex16}_6.1.{n}_none_{hex16}\\core.dll",
        "0000{hex8}@2024/9/{small}:{n}:{n}:{n}.{n} PartsInit (parts.dll version 0.0.0.{small}) called (@0x7f{hex8})",
        "Next element missing [HRESULT = 0x8{hex7} - E_BAD_ITEM]",
        "Next attribute missing [HRESULT = 0x8{hex7} - E_BAD_ITEM]",
        "Session: {n}_{n} opened by client UpdateAgent.",
        "Session: {n}_{n} done. Reboot: no [HRESULT = 0x0{hex7} - S_OK]",
        "Applicability of package: Package_for_KB{n}~31bf38~amd64~~6.1.1.{small}, State: {n}, Current:{n}",
        "Beginning installer start.",
        "Ending installer start.",
    ],
    "batch cluster": [
        "attempt_{n}_{n}_m_{n}_{small} TaskAttempt moved from NEW to WAITING",
        "attempt_{n}_{n}_m_{n}_{small} TaskAttempt moved from WAITING to RUNNING",
        "Share of TaskAttempt attempt_{n}_{n}_m_{n}_{small} done : 0.{n}",
        "Trying again to reach server: {host}/{ip}:{port}. Tried {small} time(s); limit={n}",
        "Gave container container_{n}_{n}_01_{n} to attempt_{n}_{n}_r_{n}_{small}",
        "Lease of [Client_MAPONLY_{n}_1] not renewed for {n} seconds.  Trying later ...",
        "Saved result to hdfs://{host}:9000/out/{small}/part-{n}",
        "Threshold missed. mapsDone {small}",
        "schedule: room=<memory:{n}, cores:-{small}>",
    ],
    "quorum service": [
        "Connection request from /{ip}:{port}",
        "Session 0x{hex16} expired, timeout of {n}ms",
        "Socket of client /{ip}:{port} closed which had session 0x{hex16}",
        "Socket of client /{ip}:{port} closed (no session)",
        "tick set to {n}",
        "purge.interval set to {n}",
        "Worker leaving thread",
        "Worker entering thread",
    ],
    "web client": [
        "New HTTPS connection ({small}): {host}:443",
        "Pool(host='{host}', port=443): Too many tries for url: /v1/{hex8} (after ConnectTimeoutError)",
        "Pool(host='{host}', port=443): No answer. (timeout={small})",
        "connect ECONNREFUSED {ip}:{port}",
        "connect ETIMEDOUT {ip}:{port}",
        "Upload of {small}.{n} {unit} to s3://bucket-{small}/{hex8} done",
    ],
    "key and value": [
        "user={person} action=login ip={ip} ok={truth} took={n}ms",
        "user={person} action=logout ip={ip} ok={truth} took={n}ms",
        'level=error msg="write refused" shard={small} err="disk full" trace={hex32}',
        'level=error msg="write refused" shard={small} err="no quorum" trace={hex32}',
        "lock name={person} flags={small} pid={n}",
    ],
    "shop": [
        "Payment {uuid} for order #{n} succeeded",
        "Payment {uuid} for order #{n} failed: card_declined",
        "Payment {uuid} for order #{n} failed: no_funds",
        "Cache hit for user:{n}:profile",
        "Cache miss for user:{n}:profile",
        "Consumer raised KeyError after {small} tries",
        "Consumer raised TimeoutError after {small} tries",
        "Quota of tenant {person} exceeded: {n} % of {small} GB",
        "Health check passed",
        "Health check failed",
    ],
}


class Values:
    """Random values for the placeholders of a style."""

    def __init__(self) -> None:
        self._rng = random.Random(11)

    def fill(self, statement: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: self._value(match.group(1)), statement)

    def _value(self, kind: str) -> str:
        rng = self._rng
        if kind.startswith("hex"):
            return "".join(rng.choices("0123456789abcdef", k=int(kind[3:]) - 2)) + rng.choice("0123456789") + "7"
        return {
            "n": lambda: str(rng.randint(1, 10 ** rng.randint(1, 9))),
            "small": lambda: str(rng.randint(0, 9)),
            "port": lambda: str(rng.randint(1024, 65535)),
            "ip": lambda: ".".join(str(rng.randint(0, 255)) for _ in range(4)),
            "uuid": lambda: "-".join(self._value(f"hex{n}") for n in (8, 4, 4, 4, 12)),
            "person": lambda: rng.choice(PEOPLE),
            "host": lambda: rng.choice(HOSTS),
            "peer": lambda: rng.choice([self._value("ip"), rng.choice(HOSTS)]),
            "files": lambda: " ".join(f"/var/base/{self._value('hex16')}" for _ in range(rng.randint(1, 4))),
            "unit": lambda: rng.choice(["B", "KB", "MB", "GB"]),
            "truth": lambda: rng.choice(["true", "false"]),
        }[kind]()


@pytest.mark.parametrize("style", STYLES)
def test_each_statement_is_one_group(style: str) -> None:
    values = Values()
    lines = [(at, values.fill(statement)) for at, statement in enumerate(STYLES[style]) for _ in range(60)]
    random.Random(5).shuffle(lines)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for (at, _), assigned in zip(lines, group_messages(line for _, line in lines), strict=True):
        found[at].add(assigned.template)
    assert {STYLES[style][at]: templates for at, templates in found.items() if len(templates) > 1} == {}
    assert len(set().union(*found.values())) == len(STYLES[style])
