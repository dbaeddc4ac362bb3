"""Planted secrets never leave; what a responder needs stays."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.payloads import EVERY, LONG
from tests.render.builders import incident, log, span_of
from triage.redaction import Redactor, redact_report, typed_values

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
KEY_BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
PEM = f"-----BEGIN PRIVATE KEY-----\n{KEY_BODY}\n{KEY_BODY[::-1]}\n-----END PRIVATE KEY-----"
AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

SECRETS = {
    "aws key id": ("key AKIAIOSFODNN7EXAMPLE was denied", "AKIAIOSFODNN7EXAMPLE"),
    "temporary key id": ("ASIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"),
    "aws secret beside its id": (f"AKIAIOSFODNN7EXAMPLE {AWS_SECRET}", AWS_SECRET),
    "aws secret in a variable": (f"AWS_SECRET_ACCESS_KEY={AWS_SECRET}", AWS_SECRET),
    "session token": ("seen FwoGZXIvYXdzEBYaDKxQ9b8mZk3Fh2pL0qSx here", "FwoGZXIvYXdzEBYaDKxQ9b8mZk3Fh2pL0qSx"),
    "signed address": ("GET /x?X-Amz-Signature=" + "ab12" * 16, "ab12" * 16),
    "jwt": (f"token rejected: {JWT}", JWT),
    "jwt in json": (f'{{"jwt":"{JWT}"}}', JWT),
    "bearer header": ("Authorization: Bearer s3cr3tt0kenvalue", "s3cr3tt0kenvalue"),
    "bearer alone": ("sent Bearer abcDEF123456 to peer", "abcDEF123456"),
    "basic header": ("authorization: Basic dXNlcjpodW50ZXIy", "dXNlcjpodW50ZXIy"),
    "header in a dict": ("{'Authorization': 'Bearer s3cr3tt0kenvalue'}", "s3cr3tt0kenvalue"),
    "url": ("mysql+pymysql://app:hunter2x@db.internal:3306/shop", "hunter2x"),
    "url without user": ("redis://:hunter2x@cache:6379/0", "hunter2x"),
    "url with at sign": ("postgres://app:p@ss:w0rd@db:5432/shop", "ss:w0rd"),
    "url with slash": ("amqp://app:hunt/er2@mq:5672/vhost", "er2"),
    "url with token": ("https://0123456789abcdef01234567@git.example.com/x", "0123456789abcdef01234567"),
    "go dsn": ("dial app:hunter2x@tcp(db:3306)/shop?parseTime=true", "hunter2x"),
    "libpq": ("host=db user=app password=hunter2x dbname=shop", "hunter2x"),
    "ado": ("Server=db;User Id=app;Password=hunter2x;Database=shop", "hunter2x"),
    "jdbc": ("jdbc:mysql://db/shop?user=app&password=hunter2x&ssl=true", "hunter2x"),
    "oracle": ("jdbc:oracle:thin:app/hunter2x@db:1521/XE", "hunter2x"),
    "variable": ("DB_PASSWORD=hunter2x", "hunter2x"),
    "short variable": ("DB_PASS=hunter2x", "hunter2x"),
    "camel case": ("dbPassword: hunter2x", "hunter2x"),
    "json": ('{"user":"app","password":"hunter2x"}', "hunter2x"),
    "json with quote": (r'{"password":"hun\"ter2x","a":1}', "ter2x"),
    "json over lines": ('{\n  "password":\n    "hunter2x"\n}', "hunter2x"),
    "escaped json": (r'"{\"password\":\"hunter2x\",\"table\":\"t\"}"', "hunter2x"),
    "twice escaped json": (r'{\\\"password\\\":\\\"hunter2x\\\"}', "hunter2x"),
    "python dict": ("{'api_key': 'hunter2x'}", "hunter2x"),
    "ruby hash": (':password=>"hunter2x", :host=>"db"', "hunter2x"),
    "yaml": ("db:\n  password: hunter2x\n  host: db", "hunter2x"),
    "yaml block": ("password: |\n  hunter2x\n  second9\nhost: db", "second9"),
    "xml": ("<dbPassword>hunter2x</dbPassword>", "hunter2x"),
    "flag": ("running tool --password hunter2x --verbose", "hunter2x"),
    "mysql flag": ("sh -c mysql -uroot -phunter2x shop", "hunter2x"),
    "curl user": ("curl -u app:hunter2x http://x", "hunter2x"),
    "sql": ("CREATE USER 'x'@'%' IDENTIFIED BY 'hunter2x'", "hunter2x"),
    "postgres role": ("ALTER ROLE app PASSWORD 'hunter2x'", "hunter2x"),
    "cookie": ("Cookie: sid=abcdef0123; theme=dark", "abcdef0123"),
    "set-cookie in json": ('{"set-cookie":"sid=abcdef0123; HttpOnly"}', "abcdef0123"),
    "pem": (f"loaded\n{PEM}\ndone", KEY_BODY),
    "pem on one line": ("key=" + PEM.replace("\n", r"\n") + " end", KEY_BODY),
    "pem cut off": (PEM[:120], KEY_BODY[:40]),
    "pem line alone": (KEY_BODY, KEY_BODY),
    "github": ("cloning with ghp_abcdefghijklmnopqrst0123456789", "ghp_abcdefghijklmnopqrst0123456789"),
    "gitlab": ("glpat-abcdefghij0123456789", "glpat-abcdefghij0123456789"),
    "slack": ("xoxb-123456789012-abcdefGHIJKL", "xoxb-123456789012-abcdefGHIJKL"),
    "slack hook": ("https://hooks.slack.com/services/T000/B000/abcdEFGH", "abcdEFGH"),
    "stripe": ("sk_live_abcdefghij0123456789", "sk_live_abcdefghij0123456789"),
    "google": ("AIza" + "Sy0abcdefghijklmnopqrstuvwxyz012345", "AIzaSy0abcdef"),
    "sendgrid": ("SG.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyz0123", "SG.abcdefghijklmnop"),
    "azure": ("https://x.blob/y?se=1&sig=abcdefghijklmnopqrstuv%3D", "abcdefghijklmnopqrstuv"),
    "e-mail": ("user jane.doe@example.com not found", "jane.doe@example.com"),
    "card": ("charge 4111 1111 1111 1111 declined", "4111 1111 1111 1111"),
    "card plain": ("pan=5500005555555559", "5500005555555559"),
}  # fmt: skip

NEEDED = (
    "sqlalchemy.exc.ProgrammingError: (1146, \"Table 'shop_prod.invoices' doesn't exist\")",
    "Access denied for user 'app'@'10.0.3.7' (using password: YES)",
    "Access denied for user 'app'@'ip-10-0-3-7.eu-west-1.compute.internal' (using password: NO)",
    'FATAL: password authentication failed for user "app"',
    "task 4f1c0e9a7b3d4c55a0c2f6d1e8b79a31 stopped, request_id=7d0e3c1a-6f57-4a57-9d0b-1a2b3c4d5e6f",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf cannot be read",
    "valueFrom secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf",
    "image@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "GET /invoices?page=2 HTTP/1.1 500 at https://api.example.com:8443/v1/x@y",
    "error getting token: dial tcp 10.0.0.1:443: connection refused",
    "Cannot decrypt secret: AccessDeniedException: User is not authorized",
    "SyntaxError: Unexpected token < in JSON at position 0",
    "JsonParseException: Unrecognized token 'abc': was expecting JSON",
    "max_tokens=4096 prompt_tokens: 12 token_type: bearer",
    "NOAUTH Authentication required.",
    "basic authentication failed for the bearer of this letter",
    "password=None token=null secret=*** api_key=${API_KEY}",
    "timestamp 1772355600000, event 38801928374650000000000000000000000000000000000000000001",
    "Duplicate entry '7' for key 'users.email_unique'",
    "left-pad@1.3.0 and com.acme.Main@1a2b3c4d and app@db.internal",
    "http://[2001:db8::1]:8080/path@x refused",
    "connect to postgres://app@db.internal:5432/shop failed",
    "password = os.environ['DB_PASSWORD']",
    "X-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678",
    "reading /var/run/secrets/kubernetes.io/serviceaccount/token: no such file",
)


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS)
def test_planted_secret_is_gone(text: str, secret: str) -> None:
    redacted = Redactor().redact(text)
    assert secret not in redacted
    assert "#1]" in redacted


@pytest.mark.parametrize("text", NEEDED)
def test_what_a_responder_needs_stays(text: str) -> None:
    assert Redactor().redact(text) == text


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS)
def test_redacting_twice_changes_nothing_more(text: str, secret: str) -> None:
    once = Redactor().redact(text)
    again = Redactor()
    assert again.redact(once) == once
    assert again.counts == {}


def test_surroundings_of_a_secret_stay() -> None:
    text = "mysql://app:hunter2x@db.internal:3306/shop?a=1, password=other99, host=db, table=t"
    assert Redactor().redact(text) == (
        "mysql://app:[password#1]@db.internal:3306/shop?a=1, password=[password#2], host=db, table=t"
    )


def test_same_secret_has_the_same_tag_and_each_place_counts() -> None:
    redactor = Redactor()
    first = redactor.redact("password=hunter2x token=abc12345")
    second = redactor.redact('{"password": "hunter2x"} mysql://u:hunter2x@h/')
    assert first == "password=[password#1] token=[token#1]"
    assert second == '{"password": "[password#1]"} mysql://u:[password#1]@h/'
    assert redactor.counts == {"password": 3, "token": 1}


def test_typed_captures_survive() -> None:
    text = 'no such mailbox "ops@example.com" for jane@example.com'
    assert Redactor(keep=["ops@example.com"]).redact(text) == 'no such mailbox "ops@example.com" for [email#1]'


def test_mark_moves_with_the_text() -> None:
    text = "password=hunter2x then Table 'shop.t' doesn't exist for jane@example.com"
    part = "Table 'shop.t' doesn't exist"
    redacted, (start, end) = Redactor().redact_marked(text, span_of(text, part))
    assert redacted[start:end] == part


def test_report_is_clean_in_every_text_and_counts_by_kind() -> None:
    base = incident()
    dirty = "postgres://app:hunter2x@db/shop failed for jane@example.com"
    finding = msgspec.structs.replace(
        base.findings[0],
        title=dirty,
        evidence=(log(dirty, base.window.start, "db/shop"),),
        entities=(("user", ("jane@example.com", "ops@example.com")),),
        remediation=(
            msgspec.structs.replace(base.findings[0].remediation[0], command=f"psql {dirty}", argv=(("psql", dirty),)),
        ),
    )
    cluster = msgspec.structs.replace(
        base.unmatched[0], sample=dirty, template=dirty, values=(("1", (("jane@example.com", 2),)),)
    )
    report = msgspec.structs.replace(base, findings=(finding,), unmatched=(cluster,), redactions=())
    clean = redact_report(report, Redactor(keep=["ops@example.com"]))
    text = repr(clean)
    assert "hunter2x" not in text
    assert "jane@example.com" not in text
    assert clean.findings[0].entities == (("user", ("[email#1]", "ops@example.com")),)
    shown = clean.findings[0].evidence[0]
    assert shown.message[shown.span[0] : shown.span[1]] == "db/shop"
    assert (clean.findings[0].remediation[0].command, clean.findings[0].remediation[0].argv) == ("", ())
    assert dict(clean.redactions) == {"email": 7, "password": 5}


def test_captured_user_is_kept_and_captured_key_is_not() -> None:
    base = incident()
    entities = (("key", ("AKIAIOSFODNN7EXAMPLE",)), ("user", ("ops@example.com",)))
    finding = msgspec.structs.replace(base.findings[0], entities=entities)
    report = msgspec.structs.replace(base, findings=(finding,))
    clean = redact_report(report, Redactor(keep=typed_values(report)))
    assert clean.findings[0].entities == (("key", ("[aws_key#1]",)), ("user", ("ops@example.com",)))


def test_clean_report_stays_the_same() -> None:
    report = msgspec.structs.replace(incident(), redactions=())
    assert redact_report(report, Redactor()) == report


@given(
    st.lists(
        st.sampled_from([*(text for text, _ in SECRETS.values()), *EVERY, *NEEDED, " ", "\n", '"', ",", "=", ": "])
    )
)
def test_any_mixture_is_clean_after_one_pass(parts: list[str]) -> None:
    once = Redactor().redact("".join(parts))
    assert Redactor().redact(once) == once


@given(st.text(alphabet="pasword=:\"'\\@/ \nBIGN-{}[],eyJ.token#1", max_size=300))
def test_any_text_can_be_redacted(text: str) -> None:
    Redactor().redact(text)


SHAPES = (
    "password=", 'password="', "://a:", "://a:b@", "eyJaaaaaa.", "-----BEGIN PRIVATE KEY-----", "a@", "token: {",
    "4111 ", "AKIA", "<password>", "--password ", "A1b", "@tcp(", "Bearer ", '\\"', "password: |\n ",
)  # fmt: skip


@pytest.mark.parametrize("shape", (*SHAPES, *LONG), ids=lambda shape: repr(shape[:12]))
def test_hostile_repetition_ends(shape: str) -> None:
    """A third of a megabyte of each shape: work that grew with its square would not end within the test's life."""
    Redactor().redact(shape * (300_000 // len(shape) + 1))
