"""Which masked forms become one template, and which never do."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.signatures.loosening import loosen
from triage.signatures.masking import mask
from triage.signatures.merging import merge_templates

NAMES = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory", "niaj"]
CITIES = ["paris", "rome", "oslo", "bern", "lima", "cairo", "delhi", "tokyo", "quito", "accra", "minsk", "riga"]


def templates(*forms: str) -> set[str]:
    return set(merge_templates(dict.fromkeys(forms, 1)).values())


def test_four_plain_words_make_a_variable_and_three_do_not() -> None:
    assert templates(*(f"session opened for {name}" for name in NAMES[:4])) == {"session opened for <*>"}
    assert len(templates(*(f"session opened for {name}" for name in NAMES[:3]))) == 3


def test_three_names_make_a_variable_and_two_do_not() -> None:
    loaders = ("stock_loader", "orderLoader", "cart-loader")
    assert templates(*(f"call of {name} took long" for name in loaders)) == {"call of <*> took long"}
    assert len(templates(*(f"call of {name} took long" for name in loaders[:2]))) == 2


@pytest.mark.parametrize("names", [("com.shop.Cart", "com.shop.Order"), ("eth0", "wlan1"), ("db.lan", "a.corp.lan")])
def test_two_names_of_instances_make_a_variable(names: tuple[str, str]) -> None:
    assert templates(*(f"lost link to {name} again" for name in names)) == {"lost link to <*> again"}


@pytest.mark.parametrize(
    "frame",
    [
        "login user={} from <*>",
        'role "{}" is gone',
        "scope [{}] is gone",
        "cannot find it: {}",
        "set up (speed: {}, size: <*>)",
    ],
)
def test_two_words_make_a_variable_where_only_values_stand(frame: str) -> None:
    assert templates(*(frame.format(name) for name in NAMES[:2])) == {frame.format("<*>")}


@pytest.mark.parametrize("frame", ["{} quit", "sent it to topic {} now", "quota of tenant {} is used up", "held by {}"])
def test_two_words_make_a_variable_where_a_thing_is_named(frame: str) -> None:
    frame = frame.replace("{} quit", "user {} quit")
    assert templates(*(frame.format(name) for name in NAMES[:2])) == {frame.format("<*>")}


def test_a_thing_may_be_named_in_capitals() -> None:
    assert templates("kept for client TillAgent", "kept for client SPP") == {"kept for client <*>"}
    assert len(templates("kept for client TILL", "kept for client SPP")) == 2


@pytest.mark.parametrize(
    "words", [("list", "mapping"), ("reader", "writer"), ("opened", "closed"), ("is", "was"), ("leader", "follower")]
)
def test_words_that_go_on_after_a_noun_stay_apart(words: tuple[str, str]) -> None:
    assert len(templates(*(f"user {word} of <*>" for word in words))) == 2


def test_named_things_vary_together() -> None:
    forms = [f"order from user {a} was put to queue {b}" for a, b in zip(NAMES[:3], CITIES[:3], strict=True)]
    assert templates(*forms) == {"order from user <*> was put to queue <*>"}


def test_words_that_take_turns_in_two_messages_are_names() -> None:
    lamps = ("window", "desk", "sofa")
    dimmed = [f"lamp {name} was dimmed to <*>" for name in lamps]
    assert len(templates(*dimmed)) == 3
    both = [
        *dimmed,
        *(f"cannot reach lamp {name} in {room}" for name in lamps[:2] for room in ("den", "hall", "attic")),
    ]
    assert "lamp <*> was dimmed to <*>" in templates(*both)


@pytest.mark.parametrize("words", [("started", "stopped"), ("list", "table"), ("reader", "writer"), ("BLUE", "GREEN")])
def test_other_words_that_take_turns_stay_apart(words: tuple[str, str]) -> None:
    assert len(templates(*(f"{frame} lamp {word} of <*>" for word in words for frame in ("at", "of", "on")))) == 6


def test_two_words_written_in_other_ways_do_not() -> None:
    assert len(templates("service 'com.shop.Cart' is up", "service 'cartWorker' is up")) == 2
    assert len(templates(*(f"service '{name}' is up" for name in ("com.shop.Cart", "cartWorker", "tills")))) == 1


def test_one_word_joins_a_place_where_a_value_was_seen() -> None:
    assert templates("peer <*> has left", "peer mallory has left") == {"peer <*> has left"}
    assert templates("login user=alice from <*>", "login user=<*> from <*>") == {"login user=<*> from <*>"}


@pytest.mark.parametrize("frame", ["{} is over now", "call of {}() is over", "it is over: {}: <*> left"])
def test_names_of_calls_and_subjects_stay_apart(frame: str) -> None:
    assert len(templates(*(frame.format(name) for name in ("load_cart", "saveCart", "sort_cart", "mapCarts")))) == 4


@pytest.mark.parametrize(
    "words", [("LoadCart", "SortCart", "SaveCart"), ("cart.Load", "cart.Sort"), ("validation", "migration")]
)
def test_what_is_done_stays_apart_though_it_takes_turns(words: tuple[str, ...]) -> None:
    frames = ("Starting cart {}", "Ending cart {}") if words[0].islower() else ("{} for <*>", "{} for <*> is over")
    assert len(templates(*(frame.format(word) for word in words for frame in frames))) == 2 * len(words)


@pytest.mark.parametrize("key", ["stage", "phase"])
def test_the_step_of_a_process_stays(key: str) -> None:
    assert len(templates(*(f"import is at {key}: {word}" for word in NAMES))) == len(NAMES)


def test_a_quoted_word_behind_an_equals_sign_meets_values_without_quotes() -> None:
    assert len(templates('bound pod="shop/<*>" node=<*>', 'bound pod="<*>" node=<*>')) == 1
    assert len(templates('bound pod="shop" state="ready"', 'bound pod="shop" state="lost"')) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("START {act=com.shop.MAIN cat=[com.shop.HOME] at=<*>} from <*>", "START {at=<*>} from <*>"),
        ("out of sync: (id: <*>, end: <*>) (id: <*>, end: <*>).", "out of sync: (id: <*>, end: <*>)."),
        ("moved [a: <*>], [a: <*>] to <*>", "moved [a: <*>] to <*>"),
        ('client is { driver: { name: "shop", at: <*> } } now', 'client is { name: "till" } now'),
    ],
)
def test_printed_objects_are_values_however_much_they_hold(one: str, other: str) -> None:
    assert len(templates(one, other)) == 1


@pytest.mark.parametrize("state", ["state=failed", "code=FULL", "kind=timeout"])
def test_objects_that_say_what_happened_stay(state: str) -> None:
    assert len(templates(f"order {{id=<*> {state}}} was put", "order {id=<*> size=<*>} was put")) == 2


def test_states_between_brackets_stay_apart() -> None:
    states = ("GREEN", "YELLOW", "RED")
    assert len(templates(*(f"health changed to [{state}] by <*>" for state in states))) == 3


def test_many_things_behind_a_preposition_are_names() -> None:
    names = ("tokens", "devices", "shelves")
    frames = ("asked for {} of <*>", "waited for {} and <*>")
    assert len(templates(*(frame.format(name) for name in names for frame in frames))) == 2
    roles = ("leader", "candidate", "follower")
    assert len(templates(*(frame.format(role) for role in roles for frame in frames))) == 6


def test_one_of_many_may_lead() -> None:
    assert templates("<*>: is up", "till_exporter.service: is up") == {"<*>: is up"}
    assert len(templates("wrote Shelf-carts@<*> to <*>", "wrote Shelf-tills@<*> to <*>")) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("got Alarm{type=DISK_FULL, node=<*>} from it", "got Alarm{type=FAN_BROKEN, node=<*>} from it"),
        ("failed for {type=NotFound id=<*>}", "failed for {type=Conflict id=<*>}"),
        ("fired {alertname=TargetDown job=a}", "fired {alertname=Watchdog job=b}"),
        ("call ended {grpc=INTERNAL peer=<*>}", "call ended {grpc=ABORTED peer=<*>}"),
        ("order put {id=<*> size=<*>}", "order put {id=<*> error=<*>}"),
        ("order put {id=<*> size=<*>}", "order put {id=<*> exit_code=<*>}"),
        ("reply {status=<*> id=<*>}", "reply {id=<*>}"),
    ],
)
def test_objects_of_another_kind_or_with_an_error_stay_apart(one: str, other: str) -> None:
    assert len(templates(one, other)) == 2


def test_what_ended_a_request_stays_behind_its_path() -> None:
    assert len({mask(f"GET /orders/17:{word}") for word in ("timeout", "refused", "ECONNREFUSED")}) == 3


def test_braces_that_nobody_closes_stay() -> None:
    """Tens of thousands are gone through once."""
    open_ = ("{", "a", "=") * 20_000
    assert loosen(open_) == (*open_, "<*>")


def test_constants_stay_apart() -> None:
    constants = ["READ_ONLY", "WRITE_ONCE", "SNAPSHOT", "ARCHIVE", "IPV4", "IPV6"]
    assert len(templates(*(f"volume is in {name} mode" for name in constants))) == len(constants)


@pytest.mark.parametrize("frame", ["cannot {} rows of this table", "peer <*> was unable to {} the file"])
def test_verbs_after_what_cannot_be_done_stay_apart(frame: str) -> None:
    verbs = ["alter", "cluster", "copy", "lock", "move", "rename"]
    assert len(templates(*(frame.format(verb) for verb in verbs))) == len(verbs)


def test_a_key_within_a_word_can_ask_what_happened() -> None:
    assert len(templates(*(f"broadcast was sent action:app.{name}" for name in NAMES))) == len(NAMES)


def test_a_name_joins_a_place_where_a_value_was_seen() -> None:
    assert templates("lookup of <*> took long", "lookup of db.example took long") == {"lookup of <*> took long"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("started", "stopped"),
        ("succeeded", "failed"),
        ("enabled", "disabled"),
        ("opening", "closing"),
        ("accepted", "rejected"),
        ("up", "down"),
        ("found", "missing"),
        ("KeyError", "ValueError"),
        ("ECONNREFUSED", "ETIMEDOUT"),
        ("order_created", "order_deleted"),
    ],
)
@pytest.mark.parametrize("frame", ["worker <*> {}", "state={} of <*>", "step <*> ({}) of import", 'phase "{}" now'])
def test_words_that_say_what_happened_stay_apart(frame: str, one: str, other: str) -> None:
    many = [frame.format(word) for word in (one, other, "<*>", *NAMES)]
    merged = merge_templates(dict.fromkeys(many, 1))
    assert merged[frame.format(one)] != merged[frame.format(other)]


@pytest.mark.parametrize("key", ["status", "reason", "error", "event", "order_state", "level"])
def test_words_after_a_key_that_names_an_outcome_stay_apart(key: str) -> None:
    assert len(templates(*(f"import done {key}={word} in <*>" for word in NAMES))) == len(NAMES)


def test_a_host_joins_the_values_seen_at_the_start() -> None:
    assert templates("<*>: lost the link", "db-primary: lost the link") == {"<*>: lost the link"}
    assert len(templates("<*> lost the link", "Server lost the link", "load_cart lost the link")) == 3


@pytest.mark.parametrize("words", [("onResume", "onPause", "onStop"), ("offline", "online"), ("joins", "leaves")])
def test_what_a_named_thing_does_stays_apart(words: tuple[str, ...]) -> None:
    assert len(templates(*(f"member {word} of <*>" for word in words))) == len(words)


def test_the_subject_at_the_start_is_no_value() -> None:
    assert len(templates(*(f"{word} refresh is over" for word in NAMES))) == len(NAMES)


def test_an_ordinary_word_always_remains() -> None:
    forms = [f"{a}={b}" for a in NAMES for b in CITIES]
    assert all(any(word in NAMES for word in template.split("=")) for template in templates(*forms))


@pytest.mark.parametrize(
    ("forms", "template"),
    [
        (("free <*> KB of cache", "free <*> MB of cache"), "free <*> of cache"),
        (("drop <*> now", "drop <*> <*> now", "drop <*>, <*>, <*> now"), "drop <*> now"),
        (("sent <*> bytes to peer", "sent <*> bytes (<*> KB) to peer"), "sent <*> to peer"),
        (("link of eth0 (<*>) lost", "link of <*> lost"), "link of <*> lost"),
        (("peer <*> () left", "peer <*> (<*>) left", "peer <*> (a.example.org) left"), "peer <*> left"),
        (("ids ['<*>'] gone", "ids ['<*>', '<*>'] gone"), "ids ['<*>'] gone"),
    ],
)
def test_lists_units_and_optional_values_do_not_split(forms: tuple[str, ...], template: str) -> None:
    assert templates(*forms) == {template}


def test_values_apart_by_a_colon_are_two() -> None:
    assert templates("on <*>: <*> of them", "on bastion: <*> of them") == {"on <*>: <*> of them"}


def test_a_form_alone_keeps_its_units_and_lists() -> None:
    assert templates("free <*> KB of <*>, <*>") == {"free <*> KB of <*>, <*>"}


def test_words_that_vary_together_need_many_pairs() -> None:
    forms = [f"user {a} of {b} opened the start page" for a, b in zip(NAMES, CITIES, strict=True)]
    assert templates(*forms) == {"user <*> of <*> opened the start page"}
    assert len(templates(*forms[:6])) == 6


def test_a_word_known_as_a_value_counts_for_more_elsewhere() -> None:
    seen = [f"login user={name}" for name in NAMES[:3]]
    assert len(templates(*(f"bye {name} now" for name in NAMES[:3]))) == 3
    assert len(templates(*seen, *(f"bye {name} now" for name in NAMES[:3]))) == 2


def test_merging_again_changes_nothing() -> None:
    forms = [f"user {a} of {b} opened the start page" for a in NAMES for b in CITIES]
    once = templates(*forms, "free <*> KB", "free <*> MB")
    assert templates(*once) == once


words = st.sampled_from(["job", "started", "failed", "<*>", "alice", "bob", "a.b.c", "x_y", "=", "(", ")", ",", "KB"])


@given(st.lists(st.lists(words, max_size=6).map(" ".join), max_size=25, unique=True), st.integers(0, 1000))
def test_the_order_of_the_forms_does_not_matter(forms: list[str], seed: int) -> None:
    counts = {form: n for n, form in enumerate(forms, 1)}
    shuffled = list(counts.items())
    random.Random(seed).shuffle(shuffled)
    merged = merge_templates(counts)
    assert merged == merge_templates(dict(shuffled))
    assert set(merged) == set(forms)


def test_a_lone_noun_in_ing_joins_a_variable_where_only_values_stand() -> None:
    names = ["audit", "billing", "orders", "public", "shop", "stock"]
    merged = merge_templates({f'Migrating schema "{name}" to version <*>': 9 for name in [*names, "reporting"]})
    assert set(merged.values()) == {'Migrating schema "<*>" to version <*>'}


def test_a_telling_word_without_quotes_stays_apart() -> None:
    names = ["audit", "billing", "orders", "public", "shop", "stock"]
    merged = merge_templates({f"Link to {name} at <*>": 9 for name in [*names, "closed"]})
    assert set(merged.values()) == {"Link to <*> at <*>", "Link to closed at <*>"}


def test_the_name_of_a_fault_never_joins() -> None:
    values = ["red", "green", "blue", "gray", "pink", "SocketTimeoutException"]
    merged = merge_templates({f'paint "{value}" on wall <*>': 9 for value in values})
    assert merged['paint "SocketTimeoutException" on wall <*>'] != merged['paint "red" on wall <*>']


def test_keys_before_an_equals_sign_are_no_values() -> None:
    keys = ["os.name", "os.arch", "java.vendor", "java.home", "user.dir", "user.name"]
    forms = {f"Server environment:{key}=<*>": 3 for key in keys}
    assert merge_templates(forms) == {form: form for form in forms}


def test_settings_at_the_start_stay_apart() -> None:
    names = ["tickTime", "minSessionTimeout", "maxSessionTimeout", "autopurge.snapRetainCount", "initLimit"]
    forms = {f"{name} set to <*>": 3 for name in names}
    assert merge_templates(forms) == {form: form for form in forms}


def test_hosts_at_two_places_vary_together() -> None:
    hosts = ["db.prod.example.com", "web.prod.example.com", "mq.stage.example.net"]
    merged = merge_templates({f"peer: {a}, host: {b}, lost <*>": 1 for a in hosts for b in hosts if a != b})
    assert set(merged.values()) == {"peer: <*>, host: <*>, lost <*>"}


def test_the_print_of_an_object_is_one_value() -> None:
    merged = merge_templates({"lock=<*>, ws=<*>, uid=<*>": 3, "lock=<*>, ws=WorkSource{<*> com.acme}, uid=<*>": 2})
    assert len(set(merged.values())) == 1


@pytest.mark.parametrize(
    ("lists", "template"),
    [
        (('peers="<*>, db, <*>"', 'peers="<*>"', 'peers="db, <*>"'), "peers=<*>"),
        (("[orders, carts]", "[carts]", "[orders, tills, carts]"), "[<*>]"),
        (("['orders', 'carts']", "['carts']"), "['<*>']"),
        (("acl=ann,ben", "acl=cem", "acl=<*>"), "acl=<*>"),
        (('"orders", "carts" only', '"carts" only'), '"<*>" only'),
    ],
)
def test_lists_of_words_are_one_value(lists: tuple[str, ...], template: str) -> None:
    assert templates(*(f"member joined with {text}" for text in lists)) == {f"member joined with {template}"}


def test_lists_of_what_happened_stay_apart() -> None:
    assert len(templates("flags [failed, retried] of job <*>", "flags [failed, skipped] of job <*>")) == 2
    assert len(templates("set a=<*>,b=ann", "set a=<*>,c=ann")) == 2


def test_a_word_around_a_value_at_the_start_joins_the_values_there() -> None:
    assert templates("<*> answered the door", "Line/<*> answered the door") == {"<*> answered the door"}


@pytest.mark.parametrize("frame", ["pull mode={} of <*>", "pull from '{}' of <*>", "pull [{}] of <*>"])
def test_a_lone_telling_word_joins_a_variable_where_only_values_stand(frame: str) -> None:
    assert templates(*(frame.format(word) for word in ("<*>", "load"))) == {frame.format("<*>")}
    assert len(templates(*(frame.format(word) for word in ("<*>", "load", "release")))) == 3
    assert len(templates(*(frame.format(word) for word in ("<*>", "failed")))) == 2


def test_a_lone_telling_word_joins_a_variable_where_another_word_says_what_happened() -> None:
    assert templates("page <*> printed by <*>", "page release printed by <*>") == {"page <*> printed by <*>"}
    assert len(templates("page <*> of book <*>", "page release of book <*>")) == 2
    assert len(templates("page <*> printed by <*>", "page load printed by <*>", "page save printed by <*>")) == 3


def test_a_telling_word_with_a_value_in_brackets_behind_it_is_a_name() -> None:
    assert templates("greet <*>[<*>] again", "greet unknown[<*>] again") == {"greet <*>[<*>] again"}


def test_angle_brackets_around_one_word_do_not_split() -> None:
    assert templates("letter=<<*>> is here", "letter=<<*>@shop> is here") == {"letter=<<*>> is here"}


def test_a_lone_constant_joins_a_place_where_a_value_was_seen() -> None:
    assert templates("paint at most <*> walls", "paint at most ALL walls") == {"paint at most <*> walls"}
    assert len(templates("paint at most NONE walls", "paint at most ALL walls")) == 2


def test_short_names_glued_to_a_value_are_instances() -> None:
    assert templates("torn by Elm.<*> twice", "torn by Yw.<*> twice") == {"torn by <*> twice"}


def test_names_in_code_at_the_start_are_what_a_message_is_about() -> None:
    calls = [f"{name}: tray <*> of the oven: enter" for name in ("oven_fill", "oven_bake", "ovenDrain", "cool_down")]
    settings = [f"{name} set to <*>" for name in ("tickTime", "initLimit", "syncLimit", "oven.maxHeat", "oven.minHeat")]
    assert templates(*calls) == set(calls)
    assert templates(*settings) == set(settings)


def test_two_protocols_are_two_messages() -> None:
    assert len(templates("using UDP/IPv4 port range <*>", "using UDP/IPv6 port range <*>")) == 2


def test_what_is_printed_of_a_value_is_a_value() -> None:
    assert templates('ate {"cake": "plum", "left": <*>} at <*>', 'ate {"tart": {"kind": "pear"}} at <*>') == {
        "ate <*> at <*>"
    }
    assert templates("baked in <*>: '<*>'", "baked in <*>: <*>") == {"baked in <*>: <*>"}
    assert templates('no cake near "[" at <*>', 'no cake near "<*>" at <*>') == {'no cake near "<*>" at <*>'}
    assert len(templates('gave "<*>", "<*> cakes" away', 'gave "<*>","<*> tarts" away')) == 2
    assert templates("cake: from=<>, size=<*>", "cake: from=<<*>>, size=<*>") == {"cake: from=<*>, size=<*>"}


@pytest.mark.parametrize(
    "two",
    [
        (
            'got {"order": <*>, "items": [ - connection refused by <*>',
            'got {"order": <*>, "items": [ - disk full on <*>',
        ),
        ('got {"error": "OutOfMemoryError", "id": <*>}', 'got {"error": "DiskFullError", "id": <*>, "a": <*>}'),
        ('got {"status": "ripe"}', 'got {"status": "sour"}'),
        ('got {"cake": {"state": "started"}} there', 'got {"cake": {"state": "stopped"}} there'),
    ],
)
def test_objects_that_say_what_happened_stay_apart(two: tuple[str, str]) -> None:
    assert len(templates(*two)) == 2


def test_a_word_with_a_number_of_one_and_with_others_is_one() -> None:
    assert templates("skipped <*> previous similar cake", "skipped <*> previous similar cakes") == {
        "skipped <*> previous similar <*>"
    }
    assert templates("<*> cakes was lost", "<*> cakes were lost") == {"<*> cakes <*> lost"}
    assert len(templates("skipped the previous cake", "skipped the previous cakes")) == 2


def test_names_that_differ_in_what_is_done_stay_apart() -> None:
    assert len(templates("begun <*>; OpenOvenStep <*>, at=<*>", "begun <*>; CloseOvenStep <*>, at=<*>")) == 2
    assert templates(*(f"begun <*>; {name}OvenStep <*>, at=<*>" for name in ("Gas", "Stone", "Tin"))) == {
        "begun <*>; <*> <*>, at=<*>"
    }


@pytest.mark.parametrize(
    ("one", "other"), [("initialization", "startup"), ("cleanup", "migration"), ("lookup", "set-up")]
)
def test_nouns_of_what_is_done_are_no_names_of_things(one: str, other: str) -> None:
    assert len(templates(f"pump module {one} in <*> s", f"pump module {other} in <*> s")) == 2


@pytest.mark.parametrize("word", ["Synchronize", "Finalise"])
def test_infinitives_say_what_is_done(word: str) -> None:
    assert len(templates(f"valve <*>: pressure log: {word}", "valve <*>: pressure log: Rinse")) == 2


def test_what_is_done_at_the_start_joins_no_value_seen_there() -> None:
    assert len(templates("<*> valve <*> in hall", "rinsing valve <*> in hall")) == 2
