"""From a wall of CloudWatch logs to the cause and the next command."""

__version__ = "0.1.0"
