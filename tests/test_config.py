from datetime import date
from pathlib import Path

import pytest

from triage.config import (
    Disable,
    EnvironmentSettings,
    Flags,
    Mute,
    Override,
    Runbook,
    Settings,
    TerraformSettings,
    load_settings,
)
from triage.errors import Location, SettingsError
from triage.model.rules import StepKind

WHOLE = """\
region = "eu-west-1"
quota_share = 0.5
rules = ["packs/ours"]

[environments.production]
aliases = ["live"]
region = "eu-central-1"
profile = "prod-readonly"
log_groups = ["/ecs/prod-*"]
exclude_log_groups = ["/ecs/prod-batch"]
clusters = ["blue"]
services = ["shared/web"]

[environments.production.terraform]
state = "infra/terraform.tfstate"

[environments.staging.terraform]
outputs = "s3://states/staging/outputs.json"

[environments.production.values]
db_host = "db.internal"

[[runbooks]]
rule = "mysql.table-missing"
kind = "change"
title = "Bootstrap the schema"
argv = ["./bootstrap.sh", "{ctx.environment}"]
risk = "Writes to the database."

[[disable]]
rule = "nginx.*"
reason = "known"
until = 2026-12-31

[[mute]]
rule = "mysql.table-missing"
reason = "sessions is dropped on purpose"
until = "2026-12-31"
captures = {table = "sessions"}
services = ["batch-*"]

[overrides."mysql.table-missing"]
set = {severity = "low"}
add = {tags = ["ours"]}
"""


def written(folder: Path, text: str) -> Path:
    (folder / "triage.toml").write_text(text)
    return folder


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(Flags(), written(folder, text), {})
    assert caught.value.exit_code == 2
    assert "--config" in caught.value.hint
    return str(caught.value).split("\n")


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert load_settings(Flags(), tmp_path, {}) == Settings()


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    settings = load_settings(Flags(), written(tmp_path, WHOLE), {})
    assert settings == Settings(
        region="eu-west-1",
        quota_share=0.5,
        rules=(str(tmp_path / "packs/ours"),),
        environments={
            "production": EnvironmentSettings(
                aliases=("live",),
                region="eu-central-1",
                profile="prod-readonly",
                log_groups=("/ecs/prod-*",),
                exclude_log_groups=("/ecs/prod-batch",),
                clusters=("blue",),
                services=("shared/web",),
                terraform=TerraformSettings(state=str(tmp_path / "infra/terraform.tfstate")),
                values={"db_host": "db.internal"},
            ),
            "staging": EnvironmentSettings(terraform=TerraformSettings(outputs="s3://states/staging/outputs.json")),
        },
        runbooks=(
            Runbook(
                rule="mysql.table-missing",
                kind=StepKind.CHANGE,
                title="Bootstrap the schema",
                argv=("./bootstrap.sh", "{ctx.environment}"),
                risk="Writes to the database.",
            ),
        ),
        disable=(Disable("nginx.*", "known", date(2026, 12, 31)),),
        mute=(
            Mute(
                "mysql.table-missing",
                "sessions is dropped on purpose",
                date(2026, 12, 31),
                captures={"table": "sessions"},
                services=("batch-*",),
            ),
        ),
        overrides={"mysql.table-missing": Override(set={"severity": "low"}, add={"tags": ("ours",)})},
        origin=str(tmp_path / "triage.toml"),
    )


def test_the_nearest_file_above_the_folder_is_read_up_to_the_checkout(tmp_path: Path) -> None:
    written(tmp_path, 'region = "outside"')
    checkout = tmp_path / "checkout"
    (checkout / "deep/er").mkdir(parents=True)
    assert load_settings(Flags(), checkout / "deep/er", {}).region == "outside"
    (checkout / ".git").mkdir()
    assert load_settings(Flags(), checkout / "deep/er", {}).region == ""
    written(checkout, 'region = "inside"')
    assert load_settings(Flags(), checkout / "deep/er", {}).region == "inside"


def test_flags_win_over_variables_and_those_over_the_environment_and_the_file(tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    variables = {"TRIAGE_REGION": "us-east-1", "TRIAGE_QUOTA_SHARE": "0.25"}
    assert load_settings(Flags(), tmp_path, {}, "staging").region == "eu-west-1"
    assert load_settings(Flags(), tmp_path, {}, "live").region == "eu-central-1"
    assert load_settings(Flags(), tmp_path, {}, "live").profile == "prod-readonly"
    assert load_settings(Flags(), tmp_path, variables, "live").region == "us-east-1"
    assert load_settings(Flags(region="sa-east-1"), tmp_path, variables, "live").region == "sa-east-1"
    assert load_settings(Flags(), tmp_path, variables).quota_share == 0.25


@pytest.mark.parametrize("name", ["production", "prod", "PROD", "Production", "live"])
def test_an_environment_has_one_section_however_it_is_spelt(tmp_path: Path, name: str) -> None:
    found, section = load_settings(Flags(), written(tmp_path, WHOLE), {}).section(name)
    assert (found, section.profile) == ("production", "prod-readonly")


def test_rule_packs_of_flags_come_after_those_of_the_file(tmp_path: Path) -> None:
    settings = load_settings(Flags(rules=("mine",)), written(tmp_path, WHOLE), {})
    assert settings.rules == (str(tmp_path / "packs/ours"), str(tmp_path / "mine"))


def test_a_file_can_be_named_by_flag_or_variable(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('region = "a"')
    (tmp_path / "b.toml").write_text('region = "b"')
    assert load_settings(Flags(config="a.toml"), tmp_path, {"TRIAGE_CONFIG": "b.toml"}).region == "a"
    assert load_settings(Flags(), tmp_path, {"TRIAGE_CONFIG": "b.toml"}).region == "b"


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot read gone\.toml: No such file"):
        load_settings(Flags(config="gone.toml"), tmp_path, {})


def test_an_unknown_key_is_located_and_the_near_one_is_suggested(tmp_path: Path) -> None:
    text = '# ours\nregion = "eu-west-1"\n\n[environments.production]\nlog_group = ["/ecs/x"]\n'
    assert problems(tmp_path, text) == [
        "triage.toml:5: unknown key environments.production.log_group; did you mean 'log_groups'?"
    ]


def test_an_unknown_key_that_resembles_none_lists_the_known_ones(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, "[environments.production.terraform]\nzzz = 1\n")
    assert line.endswith("unknown key environments.production.terraform.zzz; known here: outputs, state")


def test_every_problem_of_the_file_is_reported_at_once_in_order(tmp_path: Path) -> None:
    text = """\
quota_share = "much"
[environments.production]
aliases = "live"
[[runbooks]]
rule = "a.b"
kind = "change"
title = "first"
[[runbooks]]
rule = "c.d"
kind = "delete"
[[mute]]
rule = "a.b"
until = "soon"
reason = "r"
"""
    assert problems(tmp_path, text) == [
        "triage.toml:1: quota_share: must be a number, not text",
        'triage.toml:3: environments.production.aliases: must be a list, not text: write ["one", "two"]',
        "triage.toml:8: runbooks[2] needs 'title'",
        "triage.toml:10: runbooks[2].kind: there is no 'delete'; one of inspect, change, verify",
        "triage.toml:13: mute[1].until: must be a date: write 2026-12-31",
    ]


def test_a_share_outside_its_bounds_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "quota_share = 1.5\n") == ["triage.toml:1: quota_share must be above 0 and at most 1"]
    with pytest.raises(SettingsError, match="TRIAGE_QUOTA_SHARE"):
        load_settings(Flags(), written(tmp_path, ""), {"TRIAGE_QUOTA_SHARE": "all"})


def test_a_word_for_two_environments_is_refused(tmp_path: Path) -> None:
    text = '[environments.a]\naliases = ["live"]\n[environments.b]\naliases = ["live"]\n'
    assert problems(tmp_path, text) == ["triage.toml:4: 'live' names two environments, a and b"]


def test_broken_toml_is_located(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(Flags(), written(tmp_path, 'region = "a"\nprofile = \n'), {})
    assert caught.value.location == Location("triage.toml", 2, 11)
    assert "not valid TOML" in caught.value.message


def test_a_file_that_is_not_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "triage.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(Flags(), tmp_path, {})


@pytest.mark.parametrize(
    "text",
    [
        "environments = 3",
        "runbooks = {}",
        "[environments]\nproduction = 1",
        "runbooks = [1]",
        "overrides = {a = {set = 1}}",
    ],
)
def test_a_table_in_the_wrong_shape_is_a_located_problem(tmp_path: Path, text: str) -> None:
    assert all(line.startswith("triage.toml:") for line in problems(tmp_path, text))


def test_a_hostile_key_is_shown_without_its_control_characters(tmp_path: Path) -> None:
    assert "\x1b" not in "".join(problems(tmp_path, '"\\u001b[2J" = 1\n'))
