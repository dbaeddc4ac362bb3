"""Clusters of records: what they count, keep and tell, whatever the size of the input."""

from triage import LogEvent, cluster
from triage.model.events import Level
from triage.summary import clusters as module


def events(*messages: str) -> list[LogEvent]:
    return [LogEvent(60_000 * n, message, "g", "web/a/1") for n, message in enumerate(messages, 1)]


def test_values_follow_the_wildcards_of_the_merged_template() -> None:
    tables = ["orders", "invoices", "customers", "contacts", "products", "carts"]
    found = cluster(events(*(f"INFO copied {n + 10} rows of {table}" for n, table in enumerate(tables))))
    [row] = found.rows
    assert row.template == "copied <*> rows of <*>"
    assert [sorted(row.values[place].as_mapping()) for place in (1, 2)] == [
        ["10", "11", "12", "13", "14", "15"],
        sorted(tables),
    ]


def test_levels_from_a_warning_up_tell_clusters_apart() -> None:
    found = cluster(events("INFO job 17 done", "DEBUG job 18 done", "ERROR job 19 done"))
    assert [(row.template, row.level, row.count) for row in found.rows] == [
        ("job <*> done", "", 2),
        ("job <*> done", "error", 1),
    ]
    assert cluster(events("INFO job 17 done", "ERROR job 19 done"), Level.ERROR).records == 1


def test_access_lines_are_told_by_method_route_and_status() -> None:
    line = '10.0.0.1 - - [12/Mar/2025:06:00:00 +0000] "{} HTTP/1.1" {} 51 "-" "curl/8.1"'
    asked = [("GET /orders/17?page=2", 200), ("GET /orders/18", 200), ("GET /orders/17", 503), ("GET /healthz", 200)]
    found = cluster(events(*(line.format(request, status) for request, status in asked)))
    assert [(row.template, row.count) for row in found.rows] == [
        ("GET /orders/<*> 200", 2),
        ("GET /healthz 200", 1),
        ("GET /orders/<*> 503", 1),
    ]


def test_clusters_without_room_are_counted_in_one(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(module, "MAX_CLUSTERS", 2)
    found = cluster(events("INFO alpha", "INFO beta", "INFO gamma", "INFO delta", "INFO alpha"))
    assert [(row.template, row.count) for row in found.rows] == [("<*>", 2), ("alpha", 2), ("beta", 1)]
    assert sum(row.count for row in found.rows) == found.records == 5


def test_a_table_of_clusters() -> None:
    table = cluster(events("INFO job 17 done", "INFO job 18 done", "ERROR lost")).to_pandas()
    assert table[["template", "level", "count"]].to_dict("list") == {
        "template": ["job <*> done", "lost"],
        "level": ["", "error"],
        "count": [2, 1],
    }
    assert [time.isoformat() for time in table["last_seen"]] == [
        "1970-01-01T00:02:00+00:00",
        "1970-01-01T00:03:00+00:00",
    ]
    assert list(cluster([]).to_pandas().columns) == list(table.columns)
