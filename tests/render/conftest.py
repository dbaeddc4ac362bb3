"""Where Chromium is, for the tests that look at pages with it."""

import shutil

import pytest


@pytest.fixture(scope="session")
def chromium_program() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on this machine")


@pytest.fixture
def chromium(chromium_program: str) -> str:
    return chromium_program
