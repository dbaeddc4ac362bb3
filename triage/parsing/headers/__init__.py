"""The headers of log lines: time, level, logger, process."""
