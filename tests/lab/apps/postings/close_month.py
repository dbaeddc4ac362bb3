"""The monthly close: one transaction over all accounts, much longer than anybody thought."""

import logging
import os
import time

import psycopg2

logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
log = logging.getLogger("close-month")
connection = psycopg2.connect(os.environ["DATABASE_URL"])
cursor = connection.cursor()
log.info("closing 2026-10 in one transaction, accounts locked")
cursor.execute("LOCK TABLE accounts IN EXCLUSIVE MODE")
for ledger in range(1, 61):
    time.sleep(3)
    log.info("closed %d of 60 ledgers", ledger)
connection.commit()
