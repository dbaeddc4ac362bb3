"""The contact list of the story: an index, a health check, and contacts in a MariaDB."""

import logging
import os
from datetime import UTC, datetime

from flask import Flask, jsonify, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "mysql+pymysql://{}:{}@{}:{}/{}".format(
    os.environ["DB_USER"],
    os.environ["DB_PASSWORD"],
    os.environ["DB_HOST"],
    os.environ.get("DB_PORT", "3306"),
    os.environ["DB_NAME"],
)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"paramstyle": "format", "pool_pre_ping": True}
app.logger.setLevel(logging.INFO)
db = SQLAlchemy(app)


class Contact(db.Model):
    __tablename__ = "contacts"

    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(120), nullable=False)
    email = db.Column(db.String(254), nullable=False)
    phone = db.Column(db.String(40))
    created_at = db.Column(db.DateTime, default=lambda: datetime.now(UTC))

    def as_dict(self):
        return {"id": self.id, "name": self.name, "email": self.email, "phone": self.phone}


@app.get("/")
def index():
    return {"service": "contacts", "release": os.environ.get("APP_RELEASE", "dev")}


@app.get("/healthz")
def healthz():
    return {"status": "ok"}


@app.get("/contacts")
def list_contacts():
    page = db.paginate(db.select(Contact), page=request.args.get("page", 1, type=int), per_page=20, error_out=False)
    return jsonify(contacts=[contact.as_dict() for contact in page.items], total=page.total)


@app.post("/contacts")
def add_contact():
    contact = Contact(**request.get_json())
    db.session.add(contact)
    db.session.commit()
    app.logger.info("Contact %s added", contact.id)
    return contact.as_dict(), 201


app.logger.info("contacts release %s, database %s", os.environ.get("APP_RELEASE", "dev"), os.environ["DB_NAME"])
