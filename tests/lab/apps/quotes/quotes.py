"""Insurance quotes: Flask, SQLAlchemy and PostgreSQL, one JSON object a line by structlog."""

import os
import time

import structlog
from flask import Flask, g, jsonify, request
from sqlalchemy import create_engine, text

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(),
    ]
)
log = structlog.get_logger().bind(service="quotes", release=os.environ.get("APP_RELEASE"))
engine = create_engine(os.environ["DATABASE_URL"], pool_size=3, max_overflow=0, pool_timeout=4)
app = Flask(__name__)


@app.before_request
def begin():
    g.started = time.monotonic()
    structlog.contextvars.bind_contextvars(request_id=request.headers.get("X-Request-Id", "-"), path=request.path)


@app.after_request
def finish(response):
    milliseconds = round((time.monotonic() - g.started) * 1000)
    log.info("request", method=request.method, status=response.status_code, duration_ms=milliseconds)
    structlog.contextvars.clear_contextvars()
    return response


@app.errorhandler(Exception)
def failed(error):
    log.error("unhandled exception", exc_info=error)
    return jsonify(error="internal"), 500


@app.get("/livez")
def livez():
    return jsonify(status="ok")


@app.get("/quotes/<int:number>")
def one(number):
    with engine.connect() as connection:
        row = connection.execute(text("SELECT id, premium FROM quotes WHERE id = :id"), {"id": number}).first()
    return jsonify(id=row.id, premium=str(row.premium))


@app.get("/quotes/<int:number>/history")
def history(number):
    connection = engine.connect()
    rows = connection.execute(text("SELECT premium FROM quotes WHERE id <= :id"), {"id": number}).fetchmany(1)
    kept.append(connection)  # never given back
    return jsonify(premiums=[str(row.premium) for row in rows])


kept = []
log.info("started", pool_size=3)
