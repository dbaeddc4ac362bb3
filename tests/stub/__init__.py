"""A CloudWatch Logs server with knobs for everything that goes wrong, in a process of its own."""
