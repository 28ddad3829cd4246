"""Refusals that the OpenAPI document allows, because no JSON Schema can say them. Each has its reason; nothing else is left out."""

import json
import os
import uuid

import schemathesis

# (code of the problem, None under contract B, and a part of its detail or None): why no schema can say it.
REASONS = {
    ("INVALID_QUERY", "The cursor is not one of this list."): "a cursor comes from the page before, of the same list",
    ("INVALID_SCHEDULE", None): "Temporal reads the cron, and knows whether any of its times will come",
    ("INVALID_BODY", "cron: is not a cron"): "the numbers of a cron's parts have ranges",
    ("INVALID_BODY", "timeZone: is not an IANA time zone"): "the time zone database says which zones there are",
    ("INVALID_ASSET_PATH", "longer than 1024 bytes"): "a schema counts characters, the limit is of UTF-8 bytes",
    (None, "the import was to stop at any"): "a body's schema does not depend on the query's onInvalid",
}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Leaves the key that the run itself uses in force: a request that would end it is sent for another id."""
    if case.operation.path.startswith("/api/keys/") and case.path_parameters.get("id") == os.environ["BULKHEAD_KEY_ID"]:
        case.path_parameters["id"] = str(uuid.uuid4())


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Drops the refusals above, of requests that are allowed by the document, and keeps every other failure."""
    # A form has texts alone: what is no text is sent as one.
    if type(failure).__name__ == "AcceptedNegativeData" and case.media_type == "multipart/form-data":
        return False
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    try:
        problem = json.loads(response.content)
    except ValueError:
        return True
    code, detail = problem.get("code"), problem.get("detail") or problem.get("exception") or ""
    return not any(code == known and (part is None or part in detail) for known, part in REASONS)
