"""Words that were values of one place are values elsewhere, too."""

from __future__ import annotations

import pytest

from triage.signatures.instances import Instances
from triage.signatures.kinds import Kinds
from triage.signatures.merging import merge_templates
from triage.signatures.recurring import identifiers


def templates(*forms: str) -> set[str]:
    return set(merge_templates(dict.fromkeys(forms, 1)).values())


def test_two_words_of_a_kind_are_shared() -> None:
    kinds = Kinds()
    kinds.add({"oak", "elm", "ash", "felled", "<*>"})
    kinds.add({"fir"})
    assert kinds.shared({"oak", "elm", "tin"}) == {"oak", "elm"}
    assert (
        kinds.shared({"oak", "tin"}) == kinds.shared({"fir", "tin"}) == kinds.shared({"oak", "felled"}) == frozenset()
    )


def test_two_words_of_one_kind_make_a_variable_elsewhere() -> None:
    seen = [f"logged in user={name}" for name in ("ann", "ben", "cem")]
    later = ["sold it to ann today", "sold it to ben today"]
    assert templates(*later) == set(later)
    assert "sold it to <*> today" in templates(*seen, *later)


def test_what_happened_is_of_no_kind() -> None:
    seen = [f"sent it out mode={word}" for word in ("opened", "closed", "calm", "loud")]
    assert {"the shop is opened", "the shop is closed"} < templates(*seen, "the shop is opened", "the shop is closed")


def test_names_that_take_turns_in_two_messages_are_values() -> None:
    names = ("FirSeller", "OakSeller")
    one = [f"{name} found the key of shelf <*>" for name in names]
    other = [f"asked {name} twice for <*>" for name in names]
    assert templates(*one) == set(one)
    assert templates(*one, *other) == {"<*> found the key of shelf <*>", "asked <*> twice for <*>"}


@pytest.mark.parametrize("names", [("oak", "elm"), ("OAK_ELM", "FIR"), ("treeFelled", "treeGrown"), ("a.<*>", "b.<*>")])
def test_other_words_are_no_identifiers(names: tuple[str, str]) -> None:
    assert not identifiers([("at", set(names)), ("of", set(names))]) & {names[0]}


def test_a_kind_of_name_is_learnt_from_one_message_for_all() -> None:
    instances = Instances()
    instances.add("host", {"den1", "calm"})
    forms = [("host", " den7"), ("host", " calm"), ("shelf", " den7"), ("host", " den.york")]
    assert list(instances.places(forms)) == [(0, 1)]
