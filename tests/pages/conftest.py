"""The same hall behind the same doors as in tests/api."""

from tests.api.conftest import app, hall, program, settings, sign_in

__all__ = ["app", "hall", "program", "settings", "sign_in"]
