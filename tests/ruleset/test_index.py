"""The kept index changes how fast rules load, and nothing else."""

import shutil
from pathlib import Path

import pytest

from tests.ruleset.rule_text import RULE
from triage.errors import RuleError
from triage.parsing.reading import read_text
from triage.ruleset import index
from triage.ruleset.library import RuleSet, load_rules


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the shipped rules: compiling them takes seconds."""
    folder = tmp_path_factory.mktemp("shipped")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIAGE_CACHE_DIR", str(folder))
        load_rules()
    return next(folder.iterdir())


@pytest.fixture
def warm(kept: Path, shipped_index: Path) -> Path:
    """A cache folder in which the shipped rules are kept."""
    kept.mkdir()
    return Path(shutil.copy2(shipped_index, kept)).parent


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIAGE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_second_start_gives_the_same_rules(kept: Path) -> None:
    told: list[int] = []
    first, second = load_rules(cold=told.append), load_rules(cold=told.append)

    assert [f.stat().st_mode & 0o777 for f in kept.iterdir()] == [0o600]
    assert told == [len(first.rules)], "only the start that compiles says so"
    assert (second.rules, second.version, second.layers) == (first.rules, first.version, first.layers)


def test_a_damaged_index_is_made_anew(warm: Path) -> None:
    first = load_rules()
    file = next(warm.iterdir())
    file.write_bytes(file.read_bytes()[:-1] + b"x")

    assert index.latest() is None
    assert load_rules().rules == first.rules


def test_a_folder_that_cannot_be_written_changes_nothing(kept: Path) -> None:
    kept.write_text("a file where the folder should be")

    assert load_rules().rules


def _pack(folder: Path, *names: str) -> Path:
    for name in names:
        file = folder / "pack" / "made" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(RULE.replace("made.fault", f"made.{name}").replace("gadget", f"gadget {name}"))
    return folder / "pack"


def _matched(rules: RuleSet, text: str) -> list[str]:
    return [match.rule_id for match in rules.matcher().match(read_text(text))]


@pytest.mark.usefixtures("warm")
def test_a_pack_beside_kept_rules_is_as_if_all_were_compiled_together(tmp_path: Path) -> None:
    shipped = load_rules()
    pack = _pack(tmp_path, "one", "two")
    layered, whole = load_rules([pack]), load_rules([pack], use_index=False)

    assert layered.layers[0] == shipped.layers[0]
    assert len(layered.layers) == 2
    assert len(whole.layers) == 1
    assert (layered.rules, layered.version) == (whole.rules, whole.version)
    one, other = layered.matcher(), whole.matcher()
    for rule in layered.rules:
        record = read_text(rule.examples[0].log)
        assert one.match(record) == other.match(record)


@pytest.mark.usefixtures("warm")
def test_a_changed_rule_matches_by_its_new_text_and_a_removed_one_no_more(tmp_path: Path) -> None:
    pack = _pack(tmp_path, "one", "two")
    before = load_rules([pack])
    (pack / "made" / "one.yaml").write_text(
        (pack / "made" / "one.yaml").read_text().replace("gadget one", "sprocket one")
    )
    (pack / "made" / "two.yaml").unlink()
    after = load_rules([pack])

    assert _matched(before, "gadget one /a is broken") == ["made.one"]
    assert _matched(after, "gadget one /a is broken") == []
    assert _matched(after, "sprocket one /a is broken") == ["made.one"]
    assert _matched(before, "gadget two /a is broken") == ["made.two"]
    assert _matched(after, "gadget two /a is broken") == []


@pytest.mark.usefixtures("warm")
def test_a_rule_that_became_wrong_is_not_taken_from_the_index(tmp_path: Path) -> None:
    pack = _pack(tmp_path, "one")
    load_rules([pack])
    (pack / "made" / "one.yaml").write_text("schema: 1\n")

    with pytest.raises(RuleError):
        load_rules([pack])


def test_the_index_that_is_used_outlives_many_others(warm: Path, tmp_path: Path) -> None:
    shipped = load_rules()
    for number in range(index.KEPT + 2):
        load_rules([_pack(tmp_path / str(number), f"n{number}")])
        assert load_rules().layers == shipped.layers

    assert len(list(warm.iterdir())) == index.KEPT


@pytest.mark.usefixtures("warm")
def test_one_pack_in_two_places_keeps_its_own_paths(tmp_path: Path) -> None:
    here, there = _pack(tmp_path / "here", "one"), _pack(tmp_path / "there", "one")

    for pack in (here, there):
        rule = next(rule for rule in load_rules([pack]).rules if rule.id == "made.one")
        assert rule.origin is not None
        assert rule.origin.path.startswith(str(pack))
