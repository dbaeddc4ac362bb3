"""Names of one side as words that both share."""

from hypothesis import given
from hypothesis import strategies as st

from tests.compare.making import topology
from triage.compare.names import Names, names_of, paired_services


def test_short_and_long_forms_of_an_environment_are_one_word() -> None:
    names, others = names_of((None, None), (["production"], ["staging"]))
    assert names.shared("prod-api of Production") == "{environment}-api of {environment}"
    assert others.shared("stage-api of staging") == "{environment}-api of {environment}"


def test_only_whole_words_are_replaced() -> None:
    names, _ = names_of((None, None), (["production"], ["staging"]))
    assert names.shared("reproduction nonprod products") == "reproduction nonprod products"


def test_values_of_variables_that_differ_are_learned() -> None:
    a = topology("production", DB_NAME="alpha7", DB_HOST="db-1.internal")
    b = topology("staging", DB_NAME="omega9", DB_HOST="db-2.internal")
    ours, theirs = names_of((a, b), (["production"], ["staging"]))
    assert ours.shared("Unknown database 'alpha7' on db-1.internal") == "Unknown database '{DB_NAME}' on {DB_HOST}"
    assert theirs.shared("Unknown database 'omega9' on db-2.internal") == "Unknown database '{DB_NAME}' on {DB_HOST}"


def test_another_word_for_the_environment_is_learned_from_names_that_are_otherwise_equal() -> None:
    groups = (["/ecs/shop/production"], ["/ecs/shop/stg"])
    _, theirs = names_of((None, None), (["production"], ["staging"]), groups)
    assert theirs.shared("stg-db") == "{environment}-db"


def test_accounts_differ_without_meaning() -> None:
    a, b = topology("production", "111122223333"), topology("staging", "444455556666")
    ours, theirs = names_of((a, b), (["production"], ["staging"]))
    assert ours.shared("arn:aws:sqs:x:111122223333:q") == theirs.shared("arn:aws:sqs:x:444455556666:q")


def test_services_pair_by_name_then_by_containers() -> None:
    a, b = topology("production"), topology("staging")
    names = names_of((a, b), (["production"], ["staging"]))
    pairs, left, right = paired_services(a, b, names)
    assert [(one.name, two.name) for one, two in pairs] == [("production-orders", "staging-orders")]
    assert not left and not right


@given(st.text(max_size=200))
def test_no_names_change_nothing(text: str) -> None:
    assert Names({}, ()).shared(text) == text


@given(st.text(alphabet="abcdPROprod-_./ {}", max_size=300))
def test_sharing_twice_changes_nothing_more(text: str) -> None:
    names = Names({"prod.db": "{DB_HOST}"}, ["prod"])
    once = names.shared(text)
    assert names.shared(once) == once
