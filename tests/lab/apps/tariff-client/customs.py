"""Customs declarations: asks a partner's HTTPS service for tariffs; JSON by python-json-logger."""

import logging
import os
import sys

import requests
from flask import Flask, jsonify
from pythonjsonlogger.jsonlogger import JsonFormatter

handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
logging.basicConfig(level=logging.INFO, handlers=[handler])
log = logging.getLogger("customs")
app = Flask(__name__)


class TariffUnavailable(RuntimeError):
    """The partner gave no tariff."""


def tariff(code):
    try:
        response = requests.get(f"{os.environ['TARIFF_URL']}/v2/tariffs/{code}", timeout=5)
        response.raise_for_status()
    except requests.RequestException as error:
        raise TariffUnavailable(f"no tariff for {code}") from error
    return response.json()


@app.get("/livez")
def livez():
    return "ok"


@app.get("/declarations/<code>")
def declaration(code):
    try:
        rate = tariff(code)
    except TariffUnavailable:
        log.exception("declaration not possible", extra={"code": code})
        return jsonify(error="tariff unavailable"), 503
    log.info("declaration priced", extra={"code": code, "rate": rate["rate"]})
    return jsonify(code=code, **rate)


log.info("customs starting", extra={"release": os.environ.get("APP_RELEASE")})
