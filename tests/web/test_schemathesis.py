"""Whatever the OpenAPI document allows, and a good deal that it does not, is never answered with a 5xx."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from floor.web.endpoint import ENDPOINTS
from tests import build

EXAMPLES = 15

schemathesis.serializer.alias("application/edi-x12", "text/plain")


@pytest.fixture
def something(app, warehouse, sign_in):
    """An order that is being picked, so that an id of 1 often names something."""
    with app.extensions["floor"].database.writing() as session:
        order = build.order(session, warehouse, {"LAMP": 2})
        session.commit()
    sign_in("supervisor").post("/waves", {"orders": [str(order.id)]}, 201)
    sign_in("picker").post("/work/next", {"kinds": ["pick"]})


@pytest.fixture(scope="session")
def schema(routes):
    """What schemathesis makes of the document, which takes as long as all that is asked of one endpoint."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", routes)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_no_request_is_a_server_error(app, schema, something, sign_in, name):
    operation = schema.find_operation_by_id(name)
    roles = ENDPOINTS[name].who.roles
    token = sign_in("supervisor" if "supervisor" in roles else min(roles, default="picker")).token
    as_said = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    otherwise = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    answered = []

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=as_said | otherwise if operation.body or ENDPOINTS[name].query else as_said)
    def ask(case):
        answer = case.call(app=app, headers={"Authorization": f"Bearer {token}"})
        case.validate_response(answer, checks=[not_a_server_error])
        answered.append(answer.status_code)

    ask()
    assert answered
