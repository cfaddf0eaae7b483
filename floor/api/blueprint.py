"""Where the doors of API version 1 hang."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
