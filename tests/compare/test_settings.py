"""Task definitions side by side."""

import msgspec

from tests.compare.making import topology
from triage.compare.model import Setting
from triage.compare.names import names_of
from triage.compare.settings import ABSENT, HIDDEN, compare_settings, held
from triage.model.environment import Environment


def _rows(a: Environment, b: Environment) -> dict[tuple[str, str], Setting]:
    names = names_of((a, b), ([a.name], [b.name]))
    return {(row.kind, row.name): row for row in compare_settings(a, b, names)}


def test_a_secret_looking_value_is_never_shown() -> None:
    a = topology("production", API_TOKEN="abcdef123", DSN="mysql://app:hunter2@db/x", KEYRING="A" * 40)
    b = topology("staging", API_TOKEN="zzz", DSN="mysql://app:other@db/x", KEYRING="B" * 40)
    rows = _rows(a, b)
    for name in ("API_TOKEN", "DSN", "KEYRING"):
        row = rows["variable", name]
        assert (row.a, row.b, row.same) == (HIDDEN, HIDDEN, False)
    assert b"hunter2" not in msgspec.json.encode(list(rows.values()))


def test_a_variable_of_one_side_alone_is_absent_on_the_other() -> None:
    row = _rows(topology("production", FLAG="on"), topology("staging"))["variable", "FLAG"]
    assert (row.a, row.b, row.same, row.only_names) == ("on", ABSENT, False, False)


def test_secrets_are_compared_by_where_they_come_from_and_told_by_name() -> None:
    rows = _rows(topology("production"), topology("staging"))
    row = rows["secret", "DB_PASSWORD"]
    assert row.only_names and not row.same
    assert "/shop/" not in row.a + row.b


def test_equal_digests_are_equal_code_and_equal_tags_only_a_name() -> None:
    same = _rows(topology("production"), topology("staging"))["image", "digest"]
    assert same.same
    other = _rows(topology("production", image="shop@sha256:aa"), topology("staging", image="shop@sha256:bb"))
    assert not other["image", "digest"].same
    tags = _rows(topology("production", image="shop:1.2"), topology("staging", image="shop:1.2"))
    assert tags["image", "tag"].same


def test_sizes_stand_beside_each_other() -> None:
    b = topology("staging")
    smaller = msgspec.structs.replace(b, services=(msgspec.structs.replace(b.services[0], memory="256"),))
    a = topology("production")
    rows = compare_settings(a, smaller, names_of((a, smaller), (["production"], ["staging"])))
    sizes = {(row.place, row.name): (row.a, row.b, row.same) for row in rows if row.kind == "size"}
    assert sizes["production-orders", "memory"] == ("512", "256", False)
    assert sizes["production-orders / orders", "memory"] == ("256", "256", True)


def test_a_service_of_one_side_alone_is_told() -> None:
    a = topology("production")
    extra = msgspec.structs.replace(a.services[0], name="production-mailer", family="production-mailer", containers=())
    rows = _rows(msgspec.structs.replace(a, services=(*a.services, extra)), topology("staging"))
    assert rows["service", "service"].a == "production-mailer"
    assert rows["service", "service"].b == ABSENT


def test_a_value_holds_a_name_only_as_a_whole_word() -> None:
    entities = (("database", "shop"),)
    assert held("mysql://db/shop?x=1", entities) == entities
    assert held("shopping", entities) == ()
    assert held("my_shop", entities) == ()
