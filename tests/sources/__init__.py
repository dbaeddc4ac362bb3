"""Tests of the log sources."""
