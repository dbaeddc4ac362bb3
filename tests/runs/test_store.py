"""Saved runs are private, bounded, whole or absent, and keep their id."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.render.builders import SCENARIOS, incident
from tests.render.strategies import hostile, reports
from triage.errors import InputError, UsageError
from triage.model.report import Report, Verdict, VerdictStatus
from triage.runs import Place, RunStore, SavedRun, Traffic, state_folder
from triage.runs.encoding import decoded, encoded
from triage.runs.model import FORMAT_VERSION

TRAFFIC = (Traffic("nginx", "GET", "/invoices", Place(3, 10, 20), Place(9, 11, 30)),)


def clock() -> Iterator[datetime]:
    now = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    while True:
        yield now
        now += timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    times = clock()
    return RunStore(tmp_path / "state", lambda: next(times))


def named(headline: str) -> Report:
    return msgspec.structs.replace(incident(), verdict=Verdict(VerdictStatus.INCIDENT, headline))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_saved_run_opens_as_it_was(store: RunStore, scenario: str) -> None:
    report = msgspec.structs.replace(SCENARIOS[scenario](), run=None)
    reference = store.save(report, TRAFFIC)
    run = store.open(store.find())
    assert run.report == msgspec.structs.replace(report, run=reference)
    assert run.traffic == TRAFFIC


def test_files_are_for_the_user_alone(store: RunStore) -> None:
    store.save(incident())
    (file,) = store.folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_the_same_findings_keep_id_and_first_time(store: RunStore) -> None:
    first, other, again = store.save(incident()), store.save(named("another")), store.save(incident())
    assert first == again != other
    assert store.find().id == first.id
    assert len(list(store.folder.iterdir())) == 2


def test_the_beginning_of_an_id_is_enough(store: RunStore) -> None:
    reference = store.save(incident())
    assert store.find(reference.id[:4]).id == reference.id
    assert store.find(reference.id[2:5]).id == reference.id
    assert store.holds(reference.id[:5])


@pytest.mark.parametrize("wanted", ["r-zz", "../../etc/passwd", "r-", "*", "r-ffffffffff"])
def test_an_unknown_id_is_said(store: RunStore, wanted: str) -> None:
    store.save(incident())
    with pytest.raises(UsageError, match="no saved run"):
        store.find(wanted)
    assert not store.holds(wanted)


def test_an_ambiguous_beginning_lists_what_fits(store: RunStore) -> None:
    for at in range(40):
        store.save(named(f"headline {at}"))
    letter = store.stamps()[0].id[2]
    with pytest.raises(UsageError, match="fits"):
        store.find(letter)


def test_nothing_saved_yet_says_how_to_begin(store: RunStore) -> None:
    with pytest.raises(UsageError) as caught:
        store.find()
    assert "triage files" in caught.value.hint
    assert not store.folder.exists()


def test_the_oldest_runs_make_room(tmp_path: Path) -> None:
    times = clock()
    store = RunStore(tmp_path, lambda: next(times), most_runs=3)
    ids = [store.save(named(f"headline {at}")).id for at in range(5)]
    assert [stamp.id for stamp in store.stamps()] == ids[:1:-1]


def test_the_bound_on_bytes_keeps_at_least_the_run_just_saved(tmp_path: Path) -> None:
    times = clock()
    store = RunStore(tmp_path, lambda: next(times), most_bytes=10)
    store.save(named("one"))
    latest = store.save(named("two"))
    assert [stamp.id for stamp in store.stamps()] == [latest.id]


def test_a_linked_folder_is_never_written_or_read(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "runs").symlink_to(elsewhere)
    store = RunStore(tmp_path)
    with pytest.raises(OSError, match="symbolic link"):
        store.save(incident())
    assert list(elsewhere.iterdir()) == [] and store.stamps() == []


def test_a_linked_run_file_is_not_followed(store: RunStore, tmp_path: Path) -> None:
    store.save(incident())
    (file,) = store.folder.iterdir()
    outside = tmp_path / "outside.json"
    file.rename(outside)
    file.symlink_to(outside)
    with pytest.raises(InputError, match="cannot read"):
        store.open(store.find())


def test_a_failed_write_leaves_nothing_behind(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(incident())
    before = sorted(file.name for file in store.folder.iterdir())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        store.save(named("second"))
    assert sorted(file.name for file in store.folder.iterdir()) == before


def test_one_damaged_run_does_not_hide_the_others(store: RunStore) -> None:
    store.save(named("whole"))
    broken = store.save(named("broken"))
    path = next(file for file in store.folder.iterdir() if broken.id in file.name)
    path.write_bytes(path.read_bytes()[:200])
    shown = {stamp.id: head for stamp, head in store.heads()}
    assert isinstance(shown[broken.id], InputError)
    assert len([head for head in shown.values() if not isinstance(head, InputError)]) == 1


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[1]", b'{"format_version": "1.0"}', b'{"format_version": "x"}', b"\xff\xfe", b"[" * 50_000]
)
def test_a_damaged_file_is_a_clear_error(text: bytes) -> None:
    with pytest.raises(InputError, match="r-abc123 is damaged"):
        decoded(text, SavedRun, "r-abc123")


def test_a_newer_major_version_says_so() -> None:
    with pytest.raises(InputError, match=r"has format 2\.0") as caught:
        decoded(b'{"format_version": "2.0", "other": 1}', SavedRun, "r-abc123")
    assert "Update" in caught.value.hint


def test_a_newer_minor_version_opens_without_what_is_unknown(store: RunStore) -> None:
    store.save(incident())
    (file,) = store.folder.iterdir()
    text = file.read_bytes().replace(b'{"format_version":"1.0"', b'{"format_version":"1.7","surprise":[1,{"a":2}]')
    assert decoded(text, SavedRun, "r").report.findings == incident().findings


def test_the_first_format_still_opens() -> None:
    text = (Path(__file__).parent / "fixtures" / "run-1.0.json").read_bytes()
    run = decoded(text, SavedRun, "fixture")
    assert run.format_version == "1.0"
    lead = run.report.findings[0]
    assert (lead.rule_id, lead.count, lead.severity.word) == ("mysql.table-missing", 382, "high")
    assert [step.kind.value for step in lead.remediation] == ["inspect", "inspect", "change", "verify"]
    assert len(run.report.checks) == 4 and run.report.changes[0].source == "ecs"
    assert run.traffic == TRAFFIC


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=reports(), name=st.text(max_size=20))
def test_any_report_can_be_kept(report: Report, name: str) -> None:
    run = SavedRun(FORMAT_VERSION, "r-abcdef", "2026-03-01T00:00:00Z", report, (Traffic(name, name, name),))
    opened = decoded(encoded(run), SavedRun, "x")
    assert len(opened.report.findings) == len(report.findings)


def test_a_lone_surrogate_is_written_out() -> None:
    run = SavedRun(FORMAT_VERSION, "r-abcdef", "", hostile("lone \ud800 surrogate"))
    assert "lone \\ud800 surrogate" in decoded(encoded(run), SavedRun, "x").report.findings[0].title


def test_the_folder_is_the_users_own_unless_named(tmp_path: Path) -> None:
    assert state_folder({"TRIAGE_STATE_DIR": str(tmp_path)}) == tmp_path
    assert state_folder({}).name == "triage"
