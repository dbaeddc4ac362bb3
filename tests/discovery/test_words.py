import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.discovery.words import Carries, EnvironmentWords, environment_words, words

PRODUCTION = EnvironmentWords("production")


@pytest.mark.parametrize(
    "name",
    [
        "production", "prod", "PROD", "production-ecs-cluster", "tf-playground-prod", "web_prod_eu", "prod-2",
        "ProductionEcsCluster", "tfplaygroundProd", "app.production.blue", "PROD_WEB",
    ],
)  # fmt: skip
def test_the_environment_is_a_whole_word_of_the_name(name: str) -> None:
    assert PRODUCTION.judge(name).carries is Carries.YES


@pytest.mark.parametrize("name", ["reproduction", "products", "prod2", "productions", "web", "", "---", "prodü"])
def test_a_part_of_a_word_is_not_the_word(name: str) -> None:
    assert PRODUCTION.judge(name).carries is Carries.SILENT


@pytest.mark.parametrize(
    "name",
    ["nonprod", "non-prod", "NonProd", "preproduction", "pre-prod", "PreProduction", "staging", "web-dev", "uat"],
)
def test_another_environment_is_recognised(name: str) -> None:
    assert PRODUCTION.judge(name).carries is Carries.OTHER


@pytest.mark.parametrize("name", ["production-like", "prod-copy", "test-production", "staging-from-production"])
def test_words_that_speak_against_it_make_a_name_doubtful(name: str) -> None:
    assert PRODUCTION.judge(name).carries is Carries.DOUBTFUL


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"Environment": "production"}, Carries.YES),
        ({"env": "Prod"}, Carries.YES),
        ({"acme:environment": "PROD"}, Carries.YES),
        ({"Environment": "production-like"}, Carries.OTHER),
        ({"Stage": "staging"}, Carries.OTHER),
        ({"Environment": " "}, Carries.SILENT),
        ({"Name": "production"}, Carries.SILENT),
    ],
)
def test_the_environment_tag_is_exact(tags: dict[str, str], expected: Carries) -> None:
    assert PRODUCTION.judge_tags(tags).carries is expected


def test_the_tag_decides_over_the_name_both_ways() -> None:
    assert PRODUCTION.decide("production-like", {"Environment": "staging"}).carries is Carries.OTHER
    assert PRODUCTION.decide("production-like", {"Environment": "production"}).carries is Carries.YES
    assert PRODUCTION.decide("blue", {"Environment": "production"}).carries is Carries.YES
    assert PRODUCTION.decide("production-like", {}).carries is Carries.DOUBTFUL


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/aws/application/tf-playground/production", Carries.YES),
        ("/ecs/production-web", Carries.YES),
        ("/ecs/nonprod/web", Carries.OTHER),
        ("/ecs/web", Carries.SILENT),
        ("/ecs/production-like/web", Carries.DOUBTFUL),
        ("/staging/production-sync", Carries.DOUBTFUL),
        ("", Carries.SILENT),
    ],
)
def test_a_path_carries_it_as_a_part(path: str, expected: Carries) -> None:
    assert PRODUCTION.in_path(path).carries is expected


def test_stage_and_staging_are_one_word() -> None:
    assert EnvironmentWords("stage").judge("web-staging").carries is Carries.YES
    assert EnvironmentWords("staging").judge("stage-web").carries is Carries.YES


def test_a_compound_environment_is_found_whole_and_kept_apart_from_its_parts() -> None:
    eu = EnvironmentWords("production-eu", others=["production"])
    assert eu.judge("web-prod-eu").carries is Carries.YES
    assert eu.judge("web-prod").carries is Carries.OTHER
    assert EnvironmentWords("production", others=["production-eu"]).judge("prod-eu-web").carries is Carries.OTHER


def test_preproduction_can_be_asked_for() -> None:
    pre = EnvironmentWords("preprod")
    assert pre.judge("pre-production-web").carries is Carries.YES
    assert pre.judge("production-web").carries is Carries.OTHER


def test_an_alias_is_the_same_environment() -> None:
    live = EnvironmentWords("production", aliases=["live"])
    assert live.judge("live-cluster").carries is Carries.YES
    assert live.judge_tags({"Environment": "live"}).carries is Carries.YES


def test_the_rest_of_a_name() -> None:
    assert PRODUCTION.without("production_alb_dns_name") == "alb_dns_name"
    assert PRODUCTION.without("AlbProdDns") == "alb_dns"
    assert PRODUCTION.without("db_host") == "db_host"


def test_words_that_look_like_environments() -> None:
    assert environment_words("/ecs/demo-web-prod") == ("demo", "production")


@given(st.text(max_size=600))
def test_any_text_can_be_judged(name: str) -> None:
    assert PRODUCTION.judge(name).why
    assert all(word == word.lower() or not word.isascii() for word in words(name))
