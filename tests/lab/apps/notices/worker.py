"""Sends notices to club members: consumes a RabbitMQ queue with pika; plain Python logging."""

import logging
import os
import signal
import sys
import time

import pika

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-8s %(name)s: %(message)s", stream=sys.stderr)
log = logging.getLogger("notices.worker")
logging.getLogger("pika").setLevel(logging.CRITICAL if os.environ.get("QUIET_PIKA") else logging.WARNING)
QUEUE = "notices"


def deliver(channel, method, properties, body):
    log.info("notice delivered: %s", body.decode())
    channel.basic_ack(method.delivery_tag)


def consume():
    url = pika.URLParameters(os.environ["AMQP_URL"])
    connection = pika.BlockingConnection(url)
    channel = connection.channel()
    channel.queue_declare(QUEUE, durable=True)
    channel.basic_consume(QUEUE, deliver)
    log.info("consuming %s from %s", QUEUE, url.host)

    def tick(count=0):
        channel.basic_publish("", QUEUE, f"member {count % 40} renewal reminder".encode())
        connection.call_later(3, lambda: tick(count + 7))

    tick()
    channel.start_consuming()


def stop(*_):
    log.info("SIGTERM: leaving")
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
log.info("worker release %s starting", os.environ.get("APP_RELEASE"))
while True:
    try:
        consume()
    except pika.exceptions.AMQPError:
        log.exception("consumer stopped, next try in 5 s")
        time.sleep(5)
