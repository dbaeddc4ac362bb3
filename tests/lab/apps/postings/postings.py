"""Postings of a ledger: a Celery worker with its own schedule, Redis as the broker, PostgreSQL."""

import os

import psycopg2
from celery import Celery

app = Celery("postings", broker=os.environ["BROKER_URL"])
app.conf.broker_connection_retry_on_startup = True
app.conf.beat_schedule = {
    "post": {"task": "postings.post", "schedule": 2.0},
    "rates": {"task": "postings.rates", "schedule": 3.0},
}


@app.task(name="postings.post")
def post():
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1500ms'")
        cursor.execute("UPDATE accounts SET balance = balance + 1 WHERE id = 1")


@app.task(name="postings.rates")
def rates():
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rate FROM rates")
