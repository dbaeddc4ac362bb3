"""The route behind a path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.signatures.routes import route_of, routes_of

PIECES = (
    "a", "b", "f", "0", "7", "12", "345", "deadbeef", "cafebabecafebabe", "550e8400-e29b-41d4-a716-446655440000", "-", "_", ".", "~", "api", "v1",
    "js", "/", "/", "/", ":", "%20", "\u00e9",
)  # fmt: skip
PATHS = st.lists(st.sampled_from(PIECES), max_size=24).map(lambda pieces: "/" + "".join(pieces))


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/orders/1234/items", "/orders/{}/items"),
        ("/orders/550e8400-e29b-41d4-a716-446655440000?page=2", "/orders/{}"),
        ("/assets/app-1a2b33.js", "/assets/{}.js"),
        ("/v1/orders/1234:cancel", "/v1/orders/{}:cancel"),
        ("/v1/orders:search", "/v1/orders:search"),
        ("/api/v1/orders", "/api/v1/orders"),
        ("/", "/"),
    ],
)
def test_variable_parts_are_masked(path: str, route: str) -> None:
    assert route_of(path) == route


@given(st.lists(PATHS, max_size=12))
def test_many_at_once_are_masked_alike(paths: list[str]) -> None:
    assert routes_of(paths) == [route_of(path) for path in paths]
    assert routes_of([f"GET {path}" for path in paths]) == [f"GET {route_of(path)}" for path in paths]
