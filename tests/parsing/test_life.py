"""Start-up banners, signals and exits."""

import pytest

from triage.model.events import Life, LifeEvent
from triage.parsing.reading import read_text

STEPS = {
    "[2026-11-22 17:46:40 +0000] [1] [INFO] Starting gunicorn 21.2.0": LifeEvent(Life.STARTING),
    "[2026-11-22 17:46:40 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)": LifeEvent(Life.LISTENING),
    "[2026-11-22 17:46:40 +0000] [1] [INFO] Handling signal: term": LifeEvent(Life.STOPPING, signal="SIGTERM"),
    "[2026-11-22 17:46:40 +0000] [1] [ERROR] Worker (pid:7) was sent SIGKILL! Perhaps out of memory?": LifeEvent(
        Life.KILLED
    ),
    "[2026-11-22 17:46:40 +0000] [1] [ERROR] Worker (pid:7) exited with code 3": LifeEvent(Life.EXITED, 3),
    "INFO:     Started server process [1]": LifeEvent(Life.STARTING),
    "INFO:     Application startup complete.": LifeEvent(Life.LISTENING),
    "INFO:     Finished server process [1]": LifeEvent(Life.STOPPING),
    "* Listening on http://0.0.0.0:9292": LifeEvent(Life.LISTENING),
    "- Gracefully stopping, waiting for requests to finish": LifeEvent(Life.STOPPING),
    "quay listening on :8080": LifeEvent(Life.LISTENING),
    "ready - started server on 0.0.0.0:3000, url: http://localhost:3000": LifeEvent(Life.LISTENING),
    "2026-11-22T17:46:40.123Z  INFO 1 --- [main] c.q.App : Starting App v1.4.2 using Java 17 with PID 1": LifeEvent(
        Life.STARTING
    ),
    "2026-11-22T17:46:40.123Z  INFO 1 --- [main] c.q.App : Started App in 3.2 seconds": LifeEvent(Life.LISTENING),
    "2026/11/22 17:46:40 [notice] 1#1: signal 15 (SIGTERM) received from 1, exiting": LifeEvent(
        Life.STOPPING, signal="SIGTERM"
    ),
    "2026/11/22 17:46:40 [alert] 1#1: worker process 29 exited on signal 9": LifeEvent(Life.KILLED, signal="SIGKILL"),
    "2026-11-22 17:46:40.123 UTC [1] LOG:  database system is ready to accept connections": LifeEvent(Life.LISTENING),
    "2026-11-22 17:46:40.123 UTC [1] LOG:  received fast shutdown request": LifeEvent(Life.STOPPING),
    "2026-11-22 17:46:40.123 UTC [1] LOG:  server process (PID 12) was terminated by signal 9: Killed": LifeEvent(
        Life.KILLED, signal="SIGKILL"
    ),
    "1:M 22 Nov 2026 17:46:40.123 * Ready to accept connections": LifeEvent(Life.LISTENING),
    "[22-Nov-2026 17:46:40] WARNING: [pool www] child 8 exited on signal 9 (SIGKILL) after 12 seconds": LifeEvent(
        Life.KILLED, signal="SIGKILL"
    ),
    "[2026-11-22 17:46:40,123: INFO/MainProcess] celery@quay ready.": LifeEvent(Life.LISTENING),
    "info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:80": LifeEvent(Life.LISTENING),
    "SIGTERM received, closing the server": LifeEvent(Life.STOPPING, signal="SIGTERM"),
    "exit status 2": LifeEvent(Life.EXITED, 2),
    "Process exited with code 137": LifeEvent(Life.EXITED, 137),
    "Killed": LifeEvent(Life.KILLED),
    "Aborted (core dumped)": LifeEvent(Life.KILLED),
    '{"level":30,"msg":"Server listening at http://0.0.0.0:3000"}': LifeEvent(Life.LISTENING),
}
OTHERS = (
    "error starting job 7: no boat",
    "the order was shipped, starting price 12",
    "user killed the boat reservation",
    "waiting for database to be ready",
    "failed to start listening on port 80",
    "connection is ready to be used",
    "the reader exited early",
)


@pytest.mark.parametrize(("line", "step"), STEPS.items())
def test_steps_of_a_process_are_told(line: str, step: LifeEvent) -> None:
    assert read_text(line).life == step


@pytest.mark.parametrize("line", OTHERS)
def test_words_alone_are_no_step(line: str) -> None:
    assert read_text(line).life is None
