"""Tide tables for a harbour: waits for its broker, then computes and counts; plain Python logging and warnings."""

import logging
import os
import signal
import sys
import time
import warnings
from datetime import datetime

import pika

logging.basicConfig(level=logging.INFO, format="%(levelname)s:%(name)s:%(message)s", stream=sys.stderr)
logging.captureWarnings(False)
logging.getLogger("pika").setLevel(logging.CRITICAL)
log = logging.getLogger("tides")


def connect(host):
    """The connection to the broker, which may start later than this job."""
    attempt = 1
    while True:
        try:
            connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
        except pika.exceptions.AMQPConnectionError:
            log.warning("broker %s not ready yet (connection refused), attempt %d, next in 2 s", host, attempt)
            time.sleep(2)
            attempt += 1
        else:
            log.info("connected to broker %s on attempt %d", host, attempt)
            return connection


def old_clock():
    warnings.warn("old_clock() is deprecated and will fail in release 3; use now()", DeprecationWarning, stacklevel=2)
    return datetime.now()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    log.info("tides release %s starting", os.environ["APP_RELEASE"])
    connection = connect("notices-mq.harbour.internal")
    channel = connection.channel()
    channel.queue_declare("tides", durable=True)
    old_clock()
    for number in range(1, 1000):
        channel.basic_publish("", "tides", f"table {number}".encode())
        log.info("table %d computed: 24 values, 0 errors, 0 failed, error_rate=0.00, no exception raised", number)
        if number % 5 == 0:
            log.info("self-check passed: timeout=30s retries=3 fatal_errors=0 last_error=None")
        connection.sleep(2)


warnings.simplefilter("always")
main()
