"""Serializes and deserializes with the package aws-glue-schema-registry as it is told.

Requests come as JSON, a line each, on stdin; each is answered by a line on stdout, either what was asked for or
{"error": [the exception's message, its cause's, ...]}. Besides what JSON knows there are {"$bigint": "-1"} for whole numbers that
are no doubles, {"$hex": "00ff"} and {"$number": "NaN"}.
"""

import base64
import json
import math
import sys
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import boto3
from aws_schema_registry import DataAndSchema, KafkaDeserializer, KafkaSerializer, SchemaRegistryClient
from aws_schema_registry.avro import AvroSchema
from aws_schema_registry.jsonschema import JsonSchema

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)
MICROSECOND = timedelta(microseconds=1)
LARGEST_EXACT = 2**53 - 1
SCHEMAS = {"AVRO": AvroSchema, "JSON": JsonSchema}

# What the library wants and gives for logical types of Avro: from JSON, and to it.
MEANINGS = {
    "timestamp-millis": (lambda ms: EPOCH + ms * MILLISECOND, lambda time: (time - EPOCH) // MILLISECOND),
    "timestamp-micros": (lambda us: EPOCH + us * MICROSECOND, lambda time: (time - EPOCH) // MICROSECOND),
    "local-timestamp-millis": (
        lambda ms: (EPOCH + ms * MILLISECOND).replace(tzinfo=None),
        lambda time: (time.replace(tzinfo=timezone.utc) - EPOCH) // MILLISECOND,
    ),
    "time-millis": (
        lambda ms: (datetime.min + ms * MILLISECOND).time(),
        lambda time: (datetime.combine(datetime.min, time) - datetime.min) // MILLISECOND,
    ),
    "date": (date.fromisoformat, date.isoformat),
    "decimal": (Decimal, lambda number: format(number, "f")),
    "uuid": (UUID, str),
}
FROM_JSON, TO_JSON = 0, 1


def connect(request):
    """The library's client of one registry; a local one takes any credentials."""
    glue = boto3.client(
        "glue",
        endpoint_url=request["endpoint"],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    return SchemaRegistryClient(glue, registry_name=request["registry"])


def serialize(request):
    serializer = KafkaSerializer(connect(request), schema_naming_strategy=lambda topic, is_key, schema: topic)
    schema = SCHEMAS[request["format"]](request["definition"])
    value = translated(json.loads(request["definition"]), untagged(request["value"]), FROM_JSON)
    record = serializer.serialize(request["schema"], DataAndSchema(value, schema))
    return {"record": base64.b64encode(record).decode()}


def deserialize(request):
    record = base64.b64decode(request["record"])
    value, schema = KafkaDeserializer(connect(request)).deserialize("", record)
    return {"value": tagged(translated(json.loads(str(schema)), value, TO_JSON))}


def translated(schema, value, way):
    """The value with its logical types translated, in fields of records and where null is the only alternative."""
    if isinstance(schema, list):
        others = [branch for branch in schema if branch != "null"]
        return value if value is None or len(others) > 1 else translated(others[0], value, way)
    if not isinstance(schema, dict):
        return value
    if schema.get("logicalType") in MEANINGS:
        return MEANINGS[schema["logicalType"]][way](value)
    if schema.get("type") == "record":
        return {field["name"]: translated(field["type"], value[field["name"]], way) for field in schema["fields"]}
    return value


def tagged(value):
    if isinstance(value, dict):
        return {key: tagged(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [tagged(inner) for inner in value]
    if isinstance(value, bytes):
        return {"$hex": value.hex()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"$number": {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_EXACT:
        return {"$bigint": str(value)}
    return value


def untagged(value):
    if isinstance(value, list):
        return [untagged(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if "$bigint" in value:
        return int(value["$bigint"])
    if "$hex" in value:
        return bytes.fromhex(value["$hex"])
    if "$number" in value:
        return float(value["$number"])
    return {key: untagged(inner) for key, inner in value.items()}


def messages_of(error):
    while error:
        yield f"{type(error).__name__}: {error}"
        error = error.__cause__


def answer(line):
    try:
        request = json.loads(line)
        return json.dumps({"serialize": serialize, "deserialize": deserialize}[request["op"]](request))
    except Exception as error:  # Whatever the library throws is an answer.
        return json.dumps({"error": list(messages_of(error))})


for line in sys.stdin:
    print(answer(line), flush=True)
