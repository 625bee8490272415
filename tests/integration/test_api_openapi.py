"""The OpenAPI document says what the API does, and the API does what it says."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from admin_api.app import CHECKED_ROUTERS, create_app
from tests.support.api_records import records_of_riverside
from tests.support.sample import Sample, open_sample

ROUTES = [route for router in CHECKED_ROUTERS for route in router.routes if isinstance(route, APIRoute)]
ENDPOINTS = sorted(f"{method} {route.path}" for route in ROUTES for method in route.methods or ())

# A few requests of each kind, the same ones every time: this guards the document, it is no search.
random_requests = settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Described(NamedTuple):
    sample: Sample
    ids: dict[str, str]
    schema: Any

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = self.schema.raw_schema
        return document


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    directory = tmp_path_factory.mktemp("openapi")
    sample = open_sample(directory, f"sqlite:///{directory}/relay.db")
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(sample.program))
    yield Described(sample, records_of_riverside(sample), schema)
    sample.program.close()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


# Schemathesis' client warns of what becomes of itself.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_random_requests_are_answered_as_described(described: Described, endpoint: str, mode: GenerationMode) -> None:
    method, path = endpoint.split()
    operation = described.schema[path][method]
    headers = {"Authorization": f"Bearer {described.sample.token('ada')}"}

    @random_requests
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: schemathesis.Case[Any]) -> None:
        for name in case.path_parameters or {}:
            case.path_parameters[name] = described.ids[name]
        # Rules that a JSON schema cannot tell (which cursors there are) refuse some that it allows.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    answered()


def test_every_endpoint_is_described(described: Described) -> None:
    assert {endpoint for endpoint, _ in operations(described.document)} == set(ENDPOINTS)


def test_every_operation_says_what_it_does_and_has_a_name_of_its_own(described: Described) -> None:
    found = [operation for _, operation in operations(described.document)]
    assert all(operation.get("description") for operation in found)
    names = [operation["operationId"] for operation in found]
    assert len(names) == len(set(names))


def test_every_body_and_answer_has_an_example(described: Described) -> None:
    schemas = described.document["components"]["schemas"]

    def has_example(schema: dict[str, Any]) -> bool:
        if "$ref" in schema:
            return has_example(schemas[schema["$ref"].rpartition("/")[2]])
        if "items" in schema.get("properties", {}):
            return "examples" in schema or has_example(schema["properties"]["items"]["items"])
        return "examples" in schema or any(map(has_example, schema.get("anyOf", [])))

    for endpoint, operation in operations(described.document):
        contents = [operation.get("requestBody", {})]
        contents += [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        for content in contents:
            for media_type, told in content.get("content", {}).items():
                assert media_type != "application/json" or has_example(told["schema"]), endpoint


def test_every_operation_tells_of_its_refusals(described: Described) -> None:
    for endpoint, operation in operations(described.document):
        expected = {"401", "403", "404", "422", "503"}
        if not endpoint.startswith("GET"):
            expected |= {"409", "412", "413"}
        assert expected <= operation["responses"].keys(), endpoint
        for status in expected:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]


def test_the_document_points_nowhere_else(described: Described) -> None:
    assert "http://" not in json.dumps(described.document)
    assert "https://" not in json.dumps(described.document)
