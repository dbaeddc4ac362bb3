"""A folder of run files: bounded, private, written whole or not at all."""

import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from triage.errors import InputError, UsageError
from triage.model.report import Report, RunRef
from triage.runs.encoding import MOST_BYTES, decoded, digest_of, encoded
from triage.runs.model import FORMAT_VERSION, RunHead, RunStamp, SavedRun, Traffic

MOST_RUNS = 200
MOST_TOTAL_BYTES = 64 * 1024 * 1024
_NAME = re.compile(r"(\d{13,15})-(r-[0-9a-f]{6,32})\.json", re.ASCII)
_ID = re.compile(r"(?:r-)?([0-9a-f]{1,32})", re.ASCII)
_LIST = "triage report --list shows the saved runs."
T = TypeVar("T", RunHead, SavedRun)


class RunStore:
    """Runs under `folder`/runs; nothing is created before the first save."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        most_runs: int = MOST_RUNS,
        most_bytes: int = MOST_TOTAL_BYTES,
    ) -> None:
        self.folder = folder / "runs"
        self._clock = clock
        self._most_runs = most_runs
        self._most_bytes = most_bytes

    def save(self, report: Report, traffic: tuple[Traffic, ...] = ()) -> RunRef:
        """Keep a redacted report, and drop the oldest runs past the bounds.

        The same findings keep their id and first time. Raises OSError when the folder cannot be written or is a
        symbolic link, and UsageError for a report that is too large."""
        report = msgspec.structs.replace(report, run=None)
        digest = digest_of(report, traffic)
        now = self._clock()
        run_id, before = self._free_id(digest)
        saved_at = before.saved_at if before else f"{now:%Y-%m-%dT%H:%M:%SZ}"
        run = SavedRun(FORMAT_VERSION, run_id, saved_at, report, traffic, digest)
        text = encoded(run)
        if len(text) > MOST_BYTES:
            raise UsageError(f"the run takes {len(text):,} bytes, and at most {MOST_BYTES:,} are kept")
        self._prepare()
        old = [path for stamp, path in self._files() if stamp.id == run_id]
        target = self.folder / f"{_milliseconds(now):013d}-{run_id}.json"
        self._write(target, text)
        for path in old:
            if path != target:
                path.unlink(missing_ok=True)
        self._prune(keep=target)
        return RunRef(run_id, saved_at)

    def stamps(self) -> list[RunStamp]:
        """All saved runs, the latest first."""
        return [stamp for stamp, _ in self._files()]

    def find(self, wanted: str = "") -> RunStamp:
        """The run whose id is or begins with `wanted`; the latest without one.

        Raises UsageError when there is none, or when the beginning fits several."""
        stamps = self.stamps()
        if not stamps:
            raise UsageError("no run is saved yet", "Run `triage ENVIRONMENT` or `triage files PATH` first.")
        if not wanted:
            return stamps[0]
        part = _ID.fullmatch(wanted)
        fitting = [stamp for stamp in stamps if part and stamp.id[2:].startswith(part[1])]
        exact = [stamp for stamp in fitting if part and stamp.id[2:] == part[1]]
        if len(exact or fitting) == 1:
            return (exact or fitting)[0]
        if not fitting:
            raise UsageError(f"no saved run is called {wanted[:60]!a}", _LIST)
        raise UsageError(
            f"{wanted[:60]!a} fits {len(fitting)} saved runs: {', '.join(one.id for one in fitting[:8])}",
            "Give more of the id.",
        )

    def open(self, stamp: RunStamp) -> SavedRun:
        """The whole run, its report carrying the run's id. Raises InputError when it is damaged or gone."""
        run = self._read(stamp, SavedRun)
        reference = RunRef(stamp.id, run.saved_at)
        return msgspec.structs.replace(run, report=msgspec.structs.replace(run.report, run=reference))

    def head(self, stamp: RunStamp) -> RunHead:
        """What a list shows of a run. Raises InputError when it is damaged or gone."""
        return self._read(stamp, RunHead)

    def heads(self) -> Iterator[tuple[RunStamp, RunHead | InputError]]:
        """All runs, the latest first; a damaged one as its error."""
        for stamp in self.stamps():
            try:
                yield stamp, self.head(stamp)
            except InputError as error:
                yield stamp, error

    def holds(self, wanted: str) -> bool:
        """True when `wanted` looks like a run's id and one begins with it."""
        part = re.fullmatch(r"r-([0-9a-f]{1,32})", wanted, re.ASCII)
        return part is not None and any(stamp.id[2:].startswith(part[1]) for stamp in self.stamps())

    def _free_id(self, digest: str) -> tuple[str, RunHead | None]:
        """The shortest free id of the digest, or the id under which the same findings are saved."""
        known = {stamp.id: stamp for stamp in self.stamps()}
        for length in range(6, len(digest) + 1):
            run_id = f"r-{digest[:length]}"
            if run_id not in known:
                return run_id, None
            try:
                if self._read(known[run_id], SavedRun).digest == digest:
                    return run_id, self.head(known[run_id])
            except InputError:
                return run_id, None
        return f"r-{digest}", None

    def _files(self) -> list[tuple[RunStamp, Path]]:
        """Latest first; nothing where the folder is missing, unreadable or a symbolic link."""
        if self.folder.is_symlink():
            return []
        try:
            names = sorted((path.name for path in self.folder.iterdir()), reverse=True)
        except OSError:
            return []
        found: dict[str, tuple[RunStamp, Path]] = {}
        for name in names:
            if parts := _NAME.fullmatch(name):
                found.setdefault(parts[2], (RunStamp(parts[2], int(parts[1])), self.folder / name))
        return list(found.values())

    def _read(self, stamp: RunStamp, kind: type[T]) -> T:
        path = self.folder / f"{stamp.saved:013d}-{stamp.id}.json"
        return decoded(_bytes_of(path, stamp.id), kind, stamp.id)

    def _prepare(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.folder.is_symlink():
            raise OSError("the folder is a symbolic link")
        self.folder.mkdir(exist_ok=True, mode=0o700)
        if stat.S_IMODE(self.folder.stat().st_mode) & 0o077:
            self.folder.chmod(0o700)

    def _write(self, target: Path, text: bytes) -> None:
        """Mode 0600 from the start; on a full disk nothing stays behind."""
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(text)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _prune(self, keep: Path) -> None:
        total = 0
        for place, (_, path) in enumerate(self._files()):
            try:
                total += path.lstat().st_size
                if path != keep and (place >= self._most_runs or total > self._most_bytes):
                    path.unlink()
            except OSError:  # another run may have dropped it already
                continue


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            text = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read the saved run {name}: {error.strerror}", _LIST) from error
    if len(text) > MOST_BYTES:
        raise InputError(f"the saved run {name} is larger than any that is written", "Delete the file.")
    return text


def _milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)
