"""The best match of a text is chosen as the contract says."""

import msgspec

from tests.ruleset.rule_text import PATH, RULE
from triage.model.rules import Overlap, Rule, RuleMatch
from triage.model.taxonomy import BENIGN
from triage.ruleset.choosing import best, ranked
from triage.ruleset.loading import load_one


def _rule(name: str, *overlaps: Overlap) -> Rule:
    rule, _ = load_one(PATH, RULE)
    assert rule is not None
    return msgspec.structs.replace(rule, id=name, overlaps=overlaps)


def _match(
    name: str, depth: int = 0, code: bool = False, length: int = 5, category: str = "config.invalid"
) -> RuleMatch:
    return RuleMatch(name, category, start=0, end=length, depth=depth, has_code=code)


def test_then_the_innermost_exception() -> None:
    assert best([_match("a.outer", 1, True, 90), _match("b.inner")], {}) == _match("b.inner")


def test_then_a_servers_own_code() -> None:
    assert best([_match("a.long", length=90), _match("b.coded", code=True)], {}) == _match("b.coded", code=True)


def test_the_declared_winner_goes_before_all() -> None:
    rules = {
        "a.general": _rule("a.general", Overlap("b.*", "b.special", "more specific")),
        "b.special": _rule("b.special"),
    }

    assert best([_match("a.general", length=90), _match("b.special", depth=1)], rules) == _match("b.special", depth=1)


def test_then_the_longest_and_then_the_id() -> None:
    assert best([_match("a.short"), _match("b.long", length=9)], {}) == _match("b.long", length=9)
    assert best([_match("b.x"), _match("a.x")], {}) == _match("a.x")


def test_a_notice_is_no_word_on_a_fault_in_a_later_line() -> None:
    text = "Listening at :8000, with all there is to say\nrefused"
    notice = RuleMatch("a.notice", BENIGN, start=0, end=44, depth=0, has_code=False)
    fault = RuleMatch("b.fault", "db.unreachable", start=45, end=52, depth=0, has_code=False)
    before = msgspec.structs.replace(fault, start=13, end=20)

    assert best([notice, fault], {}, text) == fault
    assert best([notice, before], {}, text) == notice


def test_a_fallback_goes_last() -> None:
    fallback = RuleMatch("a.fallback", "code.exception", has_code=True, end=99, fallback=True)

    assert ranked([fallback, _match("b.x", depth=3)], {})[0] == _match("b.x", depth=3)


def test_a_fallback_goes_last_even_where_a_rule_yields_to_all_others() -> None:
    rules = {"a.modest": _rule("a.modest", Overlap("*", "*", "others know more")), "b.fallback": _rule("b.fallback")}
    fallback = msgspec.structs.replace(_match("b.fallback"), fallback=True)

    assert best([fallback, _match("a.modest")], rules) == _match("a.modest")


def test_of_two_rules_that_give_way_to_each_other_the_one_that_tells_of_a_fault_is_right() -> None:
    calm = msgspec.structs.replace(_rule("x.calm", Overlap("*", "*", "others know more")), category="benign")
    rules = {"a.modest": _rule("a.modest", Overlap("*", "*", "others know more")), "x.calm": calm}
    stopping = _match("x.calm", length=90, category="benign")

    assert best([stopping, _match("a.modest")], rules) == _match("a.modest")
    assert best([_match("a.modest"), stopping], rules) == _match("a.modest")


def test_a_benign_match_speaks_of_the_whole_record() -> None:
    rules = {
        "x.calm": _rule("x.calm", Overlap("*", "x.calm", "it says itself that it recovered")),
        "y.fault": _rule("y.fault"),
    }
    calm = _match("x.calm", depth=2, category="benign")

    assert best([_match("y.fault", code=True, length=50), calm], rules) == calm


def test_no_match_is_none() -> None:
    assert best([], {}) is None
