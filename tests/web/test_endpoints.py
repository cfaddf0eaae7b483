"""Every endpoint: who may call it, what it makes of nonsense, and that OpenAPI describes it as it is."""

import re
from uuid import uuid4

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from floor.web.access import Access, access
from floor.web.endpoint import ENDPOINTS
from floor.web.openapi import document
from models.people import ROLES, SCOPES
from tests.callers import Caller

PUBLIC = {
    "static",
    "service_worker",
    "api.login",
    "api.openapi",
    "api.pair_device",
    "pages.sign_in",
    "pages.choose_language",
    "pages.pair",
    "pages.certificate",
    "pages.certificate_file",
    "pages.certificate_check",
    "pages.healthz",
    "pages.readyz",
    "pages.selftest",
    "api.take_shop_webhook",
    "pages.datawedge",
}
ENDS_THE_SIGN_IN = {"api.logout", "pages.open_wall", "pages.sign_out_page"}


def endpoints(app):
    """(endpoint, method, path with ids filled in, its access) for each route and method."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<sscc:\w+>", "095213210000000017", rule.rule)
        path = re.sub(r"<(?:\w+:)?\w+>", "1", path)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            yield rule.endpoint, method, path, app.view_functions[rule.endpoint].access


def test_every_endpoint_is_public_by_explicit_word_or_names_who_may(app):
    found = {name: who for name, _method, _path, who in endpoints(app)}
    assert {name for name, who in found.items() if who.public} == PUBLIC
    for name, who in found.items():
        assert isinstance(who, Access)
        assert who.public or who.roles | who.scopes, name
        assert who.roles <= set(ROLES), name
        assert who.scopes <= set(SCOPES), name


def test_nobody_and_the_wrong_role_are_refused_at_every_endpoint(app, warehouse, sign_in, program):
    callers = {role: sign_in(role).token for role in ROLES} | {
        scope: program(scope).token for scope in SCOPES
    }
    client = app.test_client(use_cookies=False)
    for name, method, path, who in endpoints(app):
        if who.public:
            continue
        path = path.replace("/people/1/", "/people/999999/")  # nobody is switched off on the way
        nobody = client.open(path, method=method, json={}, buffered=True)
        if path.startswith("/api/"):
            assert (nobody.status_code, nobody.json["code"]) == (401, "auth.needed"), name
        else:
            assert (nobody.status_code, (nobody.location or "").partition("?")[0]) == (303, "/sign-in"), name
        for right, token in callers.items():
            bearer = {"Authorization": f"Bearer {token}"}
            answer = client.open(path, method=method, json={}, headers=bearer, buffered=True)
            assert answer.status_code < 500, (name, right)
            refused = answer.status_code == 403 and (
                answer.is_json is False or answer.json["code"] == "auth.role"
            )
            assert refused == (right not in who.roles | who.scopes), (name, right, answer.status_code)
            if name in ENDS_THE_SIGN_IN and not refused:
                callers = {**callers, right: sign_in(right).token}


def test_an_endpoint_cannot_be_left_open_by_mistake():
    with pytest.raises(ValueError, match="public"):
        access()
    with pytest.raises(ValueError, match="public"):
        access(roles=("picker",), public=True)


def test_the_document_is_openapi_and_names_every_endpoint(app, anyone):
    served = anyone.get("/openapi.json")
    OpenAPIV31SpecValidator(served).validate()
    assert served == document()
    described = {
        (method.upper(), path) for path, operations in served["paths"].items() for method in operations
    }
    routes = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == routes
    assert all(endpoint.summary for endpoint in ENDPOINTS.values())


def with_body():
    return sorted(
        name for name, endpoint in ENDPOINTS.items() if endpoint.body is not None and not endpoint.raw
    )


@pytest.fixture
def at(app, sign_in):
    """at(name): the path of an endpoint with ids of nothing, and a caller who may use it."""
    callers: dict[str, Caller] = {}

    def at(name):
        endpoint = ENDPOINTS[name]
        role = (
            "supervisor" if "supervisor" in endpoint.who.roles else min(endpoint.who.roles, default="picker")
        )
        if role not in callers:
            callers[role] = sign_in(role)
        return re.sub(r"<\w+:\w+>", "999999", endpoint.path.removeprefix("/api/v1")), callers[role]

    return at


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestNonsense:
    """What is refused before any database is asked."""

    def test_malformed_json_is_a_400(self, at):
        for name in with_body():
            path, caller = at(name)
            method = ENDPOINTS[name].method
            for body in (b"", b"{", b"\xff", b'{"a": 1', b"[" * 5000, b'"\\ud800"', b"NaN"):
                answer = caller.refused(method, path, data=body, content_type="application/json")
                assert answer == (400, "request.malformed"), (name, body)

    def test_another_content_type_is_a_415(self, at):
        for name in with_body():
            path, caller = at(name)
            answer = caller.refused(ENDPOINTS[name].method, path, data="a=1", content_type="text/plain")
            assert answer == (415, "request.content_type"), name

    def test_what_is_no_object_is_a_422_that_names_the_field(self, at):
        for name in with_body():
            path, caller = at(name)
            for body in (1, "text", True, 1.5):
                answer = caller.send(ENDPOINTS[name].method, path, body)
                assert (answer.status_code, answer.json["code"]) == (422, "request.invalid"), (name, body)
                errors = answer.json["errors"]
                assert errors
                assert all(error["text"] and error["code"].startswith("request.") for error in errors)

    def test_a_huge_body_is_a_413(self, supervisor):
        body = b'[{"channel": "' + b"x" * 17_000_000 + b'"}]'
        answer = supervisor.refused("POST", "/orders", data=body, content_type="application/json")
        assert answer == (413, "request.too_large")

    def test_a_thousand_and_one_orders_are_too_many(self, supervisor):
        answer = supervisor.send("POST", "/orders", [{}] * 1001)
        assert answer.status_code == 422
        assert answer.json["errors"][0]["code"] == "request.too_many"

    @pytest.mark.parametrize(
        "path", ["/nothing", "/orders/0", "/orders/abc", "/orders/-1", "/orders/9999999999"]
    )
    def test_an_address_of_nothing_is_a_404(self, supervisor, path):
        assert supervisor.refused("GET", path) == (404, "request.not_found")

    def test_another_method_is_a_405_that_names_the_right_one(self, supervisor):
        answer = supervisor.send("DELETE", "/orders")
        assert (answer.status_code, answer.json["code"]) == (405, "request.method")
        assert "POST" in answer.headers["Allow"]

    @pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "after=x", "after=-1", "status=lost",
                                       "channel=a%00b", "number=" + "x" * 501, "after=99999999999"])  # fmt: skip
    def test_a_wrong_query_is_a_422(self, supervisor, query):
        assert supervisor.refused("GET", f"/orders?{query}") == (422, "request.invalid")


UNKNOWN = [
    ("GET", "/orders/999999", None, "order.not_found"),
    ("POST", "/orders/999999/release", {}, "order.not_found"),
    ("POST", "/orders/999999/hold", {}, "order.not_found"),
    ("POST", "/orders/999999/cancel", {}, "order.not_found"),
    ("POST", "/orders/999999/priority", {"priority": "urgent"}, "order.not_found"),
    ("GET", "/waves/999999", None, "wave.not_found"),
    ("POST", "/waves/999999/release", None, "wave.not_found"),
    ("POST", "/waves/999999/cancel", None, "wave.not_found"),
    ("POST", "/waves", {"orders": ["999999"]}, "order.not_found"),
    ("POST", "/waves", {"orders": ["no id of ours"]}, "order.not_found"),
    ("GET", "/work/999999", None, "work.not_found"),
    ("POST", "/work/999999/reassign", {"person": None}, "work.not_found"),
    ("POST", "/work/999999/scans", {"id": str(uuid4()), "scan": "1"}, "work.not_found"),
    ("POST", "/work/999999/scans", [{"id": str(uuid4()), "scan": "1"}], "work.not_found"),
    ("POST", "/work", {"kind": "pick", "scan": "P-999999"}, "work.not_found"),
]


@pytest.mark.parametrize(("method", "path", "body", "code"), UNKNOWN)
def test_an_id_of_nothing_is_a_404(supervisor, method, path, body, code):
    assert supervisor.refused(method, path, body) == (404, code)


def test_an_unexpected_error_is_a_500_without_a_trace(app, supervisor, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("a secret of the machine room")

    monkeypatch.setattr("floor.orders.api.queries.orders_after", broken)
    answer = app.test_client().get("/api/v1/orders", headers={"Authorization": f"Bearer {supervisor.token}"})
    assert (answer.status_code, answer.json["code"]) == (500, "request.server_error")
    assert b"secret" not in answer.data


def test_a_page_that_hears_hints_names_its_socket_for_browsers_that_count_none_as_self(app, desk):
    for path in ("/pick", "/board"):
        policy = desk.client.get(path).headers["Content-Security-Policy"]
        assert "connect-src 'self' ws://localhost" in policy


def test_every_answer_carries_the_security_headers(app, anyone):
    for path in ("/api/v1/openapi.json", "/sign-in", "/nothing", "/api/v1/nothing"):
        headers = app.test_client().get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
