"""Signatures: which log messages are the same message with other values."""
