"""Arguments -> library call -> output and exit code."""
