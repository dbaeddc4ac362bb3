"""Where events come from: CloudWatch Logs, and the files into which people save them."""
