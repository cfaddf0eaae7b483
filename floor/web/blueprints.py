"""The two blueprints that every `api.py` and `pages.py` registers its endpoints on."""

from flask import Blueprint

api = Blueprint("api", __name__, url_prefix="/api/v1")
pages = Blueprint("pages", __name__)
