"""Where the pages hang."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)
