"""What the masks take for a value, by example."""

from __future__ import annotations

import pytest

from triage.signatures.identity import signature_id
from triage.signatures.masking import MAX_TEMPLATE, Masked, mask, mask_with_values


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("took 12.5ms, retry 3 of 5", "took <*>, retry <*> of <*>"),
        ("job 4f0c2d1e-9a1b-4c3d-8e7f-001122334455 done", "job <*> done"),
        ("order #8812 of user:77", "order #<*> of user:<*>"),
        ("GET http://shop.example/a?b=1,c;d#e now", "GET <*> now"),
        ("open /var/lib/app/data: denied", "open <*>: denied"),
        ("route /health is up", "route /health is up"),
        ("load/store and read/write", "load/store and read/write"),
        ("mail to jo.doe@example.org sent", "mail to <*> sent"),
        ("at com.shop.Cart@1f2e3d4c", "at com.shop.Cart@<*>"),
        ("connect db.prod.internal:5432", "connect <*>"),
        ("connect localhost:5432", "connect localhost:<*>"),
        ("connect db/10.0.0.7:5432", "connect <*>"),
        ("panic at main.go:42", "panic at main.go:<*>"),
        ("read C:\\Temp\\new file", "read <*> file"),
        ("neighbour fe80::1c2d:aabb:ff and aa:bb:cc:dd:e1:f0", "neighbour <*> and <*>"),
        ("IPv4 over eth0 with SHA1", "IPv4 over eth0 with SHA1"),
        ("pid=0x7f code -11 (97 %)", "pid=<*> code <*> (<*> %)"),
        ("ok=true done=false set to null, truest", "ok=<*> done=<*> set to <*>, truest"),
        ("last=none but none left", "last=<*> but none left"),
        ("last = none; but none left", "last = <*>; but none left"),
        ("sent 88 00 00 1f ac e3 00 07 08 off", "sent <*> off"),
        ("sent 88 00 ac off", "sent <*> <*> ac off"),
        ("wrote /cakes/kind=plum/day=2026-11-30/part-0.csv.", "wrote <*>."),
        ("at /cakes = 7 and /cakes=7", "at /cakes = <*> and /cakes=<*>"),
        ("bound to :: and :::8080 of a::b", "bound to <*> and <*> of a::b"),
        ("since Tue Mar 04 10:11:12 UTC 2025 only", "since <*> only"),
        ("in March we march, Mar", "in March we march, Mar"),
        ("dump core.4711 and version-2 of x.y.z", "dump core.<*> and <*> of x.y.z"),
        ("a\tb\n c", "a b c"),
        ("ports 80,443,8080", "ports <*>"),
        ("index .kibana_7.17.9_001 of .ds-7", "index <*> of <*>"),
        (
            'served "GET /a/b/0=none/ HTTP/1.1" and GET /c/d?at=10:00:00&to=11:00',
            'served "GET <*> HTTP/<*>" and GET <*>',
        ),
        ("", ""),
    ],
)
def test_values_become_wildcards(line: str, form: str) -> None:
    assert mask(line) == form


def test_values_are_given_in_order_as_written() -> None:
    masked = mask_with_values("user 42 paid 9.99 EUR at /shop/7?x=y")
    assert masked == Masked("user <*> paid <*> EUR at <*>", ("42", "9.99", "/shop/7?x=y"))


@pytest.mark.parametrize("piece", ["a", "1", "/", ":", "a.", "a@", "(", "=1", "<", "<*>", "\\a", "a-", "%1", "Jan "])
def test_hostile_text_is_cut_and_stays_stable(piece: str) -> None:
    form = mask(piece * 1_000_000)
    assert len(form) <= MAX_TEMPLATE
    assert mask(form) == form


def test_a_long_message_keeps_its_start() -> None:
    assert mask("disk full on volume " + "x y " * 5000).startswith("disk full on volume x y")
    assert mask("disk full " + "x y " * 5000).endswith("<*>")


def test_signature_ids_are_stable_and_tell_parts_apart() -> None:
    assert signature_id(["a", "b"]) == signature_id(iter(("a", "b"))) == "v1:235870420603e322"
    assert len({signature_id(parts) for parts in (["ab"], ["a", "b"], ["", "ab"], ["b", "a"], [])}) == 5
