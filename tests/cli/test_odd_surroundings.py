"""Sockets as output, closed streams and interrupts: nothing is damaged, and the exit code stays the contract's."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from triage.cli.interrupts import interruptible
from triage.cli.output import write_file
from triage.errors import UsageError


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    path.write_text("2026-11-22T10:00:00Z ERROR the order could not be priced\n")
    return path


def shell(line: str, log: Path) -> subprocess.CompletedProcess[str]:
    command = f'exec "$0" -m triage.cli.main {line}'
    arguments = ["sh", "-c", command, sys.executable, str(log)]
    return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)


def test_what_is_neither_file_device_nor_pipe_is_never_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(tmp_path / "socket"))

        with pytest.raises(UsageError, match="not a file"):
            write_file(tmp_path / "socket", "report")

    assert (tmp_path / "socket").is_socket()


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_closed_standard_stream_does_not_change_the_outcome(log: Path, closed: str) -> None:
    done = shell(f'files "$1" --no-save {closed}', log)

    assert done.returncode == 1
    assert "defect" not in done.stderr


def test_closed_standard_input_reads_as_empty(log: Path) -> None:
    done = shell("files - --no-save <&-", log)

    assert done.returncode == 3
    assert "Read 0 events" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_standard_output_is_said_and_is_no_defect(log: Path) -> None:
    done = shell('files "$1" --no-save > /dev/full', log)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-2:] == [
        "triage: cannot write: No space left on device",
        "        Free some space, or write elsewhere.",
    ]


def test_a_file_that_could_not_be_written_whole_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_file(tmp_path / "report.md", "new \ud800")
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]
    assert (tmp_path / "report.md").read_text() == "old"


def test_the_demo_refuses_to_run_inside_itself() -> None:
    from triage.cli.demo import command

    with pytest.raises(UsageError, match="inside itself"):
        command.main(["--", "demo"], standalone_mode=False)


def test_an_interrupt_during_the_analysis_of_files_still_reports(
    log: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from triage import pipeline
    from triage.cli.files import command

    real = pipeline.investigate

    def interrupted_at_once(*arguments: object) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "investigate", interrupted_at_once)
    code = command.main([str(log), "--no-save", "--format", "json", "-q"], standalone_mode=False)

    assert code == 130
    assert '"complete": false' in capfd.readouterr().out


def test_the_handler_of_interrupts_is_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)

    with interruptible(lambda: None):
        assert signal.getsignal(signal.SIGINT) is not before

    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_while_the_program_loads_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "click").mkdir()
    (tmp_path / "click" / "__init__.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    begun = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # as in a terminal
    command = [sys.executable, "-c", f"{begun}; from triage.cli.start import main; main()"]

    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
