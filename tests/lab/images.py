"""What the applications of the lab are started from: the code at /app, libraries where an image has them."""

from __future__ import annotations

import shutil
from pathlib import Path

from .stage import APPS, WORK, Stage


def _copy(stage: Stage, label: str, source: str) -> Path:
    target = stage.room(f"app-{label}")
    shutil.copytree(APPS / source, target, dirs_exist_ok=True)
    return target


def python_app(stage: Stage, label: str, source: str) -> dict[str, Path]:
    return {"/app": _copy(stage, label, source), "/opt/venv": WORK / "venv" / source}


def node_app(stage: Stage, label: str, source: str) -> dict[str, Path]:
    folder = _copy(stage, label, source)
    (folder / "node_modules").mkdir()
    return {"/app": folder, "/app/node_modules": WORK / "node" / source / "node_modules"}


def plain_app(stage: Stage, label: str, source: str) -> dict[str, Path]:
    """For languages whose libraries come with the system: PHP, Ruby."""
    return {"/app": _copy(stage, label, source)}


def built_app(source: str) -> dict[str, Path]:
    """Compiled Go and Java."""
    return {"/app": WORK / "built" / source}


JARS = ("slf4j-api", "logback-classic", "logback-core", "postgresql", "mariadb-java-client", "HikariCP")


def java(main_class: str, *options: str) -> list[str]:
    """The command that runs a Java application's main class."""
    path = ":".join(["/app", *(f"/usr/share/java/{jar}.jar" for jar in JARS)])
    return ["java", "-XX:+UseSerialGC", *options, "-cp", path, main_class]
