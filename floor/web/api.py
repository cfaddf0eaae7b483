"""The API's description of itself."""

from typing import Any

from flask import Response

from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.openapi import encoded


@endpoint(api, "GET", "/openapi.json", public=True, answers={200: dict[str, Any]})
def openapi() -> Response:
    """This document"""
    return Response(encoded(), mimetype="application/json")
