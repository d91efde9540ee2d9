"""Write a typed Python client from an OpenAPI 3.1 document: a TypedDict for each schema, a method for each operation.

It knows what our document uses and nothing more. What it can't express it types as Any; what is wrong in the document
(a reference to nothing, two operations of one name) fails here or under mypy.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
HEAD = '''"""Made from the OpenAPI document."""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, Required, TypeAlias, TypedDict, TypeVar, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

T = TypeVar("T")


@dataclass
class Answer(Generic[T]):
    status: int
    body: T
    headers: Mapping[str, str]


class Refused(Exception):
    def __init__(self, status: int, problem: "Problem") -> None:
        super().__init__(f"{status} {problem.get('title')}: {problem.get('detail') or problem.get('errors')}")
        self.status, self.problem = status, problem

'''
CLIENT = """
class Client:
    def __init__(self, site: str, key: str = "", locale: str = "en") -> None:
        self.site, self.key, self.locale = site, key, locale

    def _ask(self, method: str, path: str, query: Mapping[str, Any], headers: Mapping[str, Any], body: Any) -> Any:
        given = {name: value for name, value in query.items() if value is not None}
        address = self.site + path + ("?" + urlencode(given, doseq=True) if given else "")
        sent = {"Accept-Language": self.locale} | {name: value for name, value in headers.items() if value is not None}
        if self.key:
            sent["Authorization"] = f"Bearer {self.key}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        data = json.dumps(body).encode() if body is not None else None
        try:
            with urlopen(Request(address, data, sent, method=method), timeout=30) as answer:
                raw = answer.read()
                is_json = "json" in (answer.headers.get("Content-Type") or "") and raw
                return Answer(answer.status, json.loads(raw) if is_json else raw, answer.headers)
        except HTTPError as error:
            raise Refused(error.code, json.loads(error.read())) from None
"""


def write(document: Json) -> str:
    """Return the client's source."""
    maker = _Maker()
    for name, schema in document["components"]["schemas"].items():
        maker.define(camel(name), schema)
    methods = [maker.method(path, verb, item) for path, verb, item in operations(document)]
    return HEAD + "\n".join(maker.lines) + "\n" + CLIENT + "\n".join(methods)


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield path, method and description of every operation, references to parameters resolved."""
    known, seen = document["components"]["parameters"], set()
    for path, item in document["paths"].items():
        for verb in item.keys() - {"parameters"}:
            given = [*item.get("parameters", ()), *item[verb].get("parameters", ())]
            resolved = [known[each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in given]
            assert item[verb]["operationId"] not in seen, item[verb]["operationId"]
            seen.add(item[verb]["operationId"])
            yield path, verb, item[verb] | {"parameters": resolved}


def camel(name: str) -> str:
    """Return a class's name: "marine.offer" is MarineOffer."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"\W|_", name))


def snake(name: str) -> str:
    """Return an argument's name: "trl.from" is trl_from."""
    found = re.sub(r"\W", "_", name).lower()
    return f"{found}_" if keyword.iskeyword(found) else found


class _Maker:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def define(self, name: str, schema: Json) -> None:
        """Write the type of a schema."""
        if "properties" not in schema:
            self.lines.append(f"{name}: TypeAlias = {self.hint(schema, name)!r}")
            return
        required = set(schema.get("required", ()))
        fields = []
        for key, inner in schema["properties"].items():
            hint = repr(self.hint(inner, name + camel(key)))
            fields.append(f"{key!r}: Required[{hint}]" if key in required else f"{key!r}: {hint}")
        self.lines.append(f'{name} = TypedDict("{name}", {{{", ".join(fields)}}}, total=False)')

    def hint(self, schema: Any, name: str) -> str:
        """Return the type of a value; an object within an object is defined beside it under `name`."""
        if "$ref" in schema:
            return camel(schema["$ref"].rpartition("/")[2])
        if "const" in schema or "enum" in schema:
            return f"Literal[{', '.join(map(repr, schema.get('enum', [schema.get('const')])))}]"
        if several := schema.get("anyOf") or schema.get("oneOf"):
            hints = [self.hint(each, f"{name}{number or ''}") for number, each in enumerate(several)]
            return _either(hints)
        kinds = schema.get("type", ())
        return _either([self._of(kind, schema, name) for kind in ([kinds] if isinstance(kinds, str) else kinds)])

    def _of(self, kind: str, schema: Json, name: str) -> str:
        if kind == "array":
            return f"list[{self.hint(schema.get('items', {}), name + 'Item')}]"
        if kind != "object":
            return PLAIN[kind]
        if "properties" in schema:
            self.define(name, schema)
            return name
        more = schema.get("additionalProperties")
        return f"dict[str, {self.hint(more, name + 'Value') if isinstance(more, dict) else 'Any'}]"

    def method(self, path: str, verb: str, item: Json) -> str:
        """Write the method of an operation: what stands in the path, then the body, then what may be left out."""
        where: dict[str, list[Json]] = {"path": [], "query": [], "header": []}
        for each in item["parameters"]:
            where[each["in"]].append(each)
        media, body = next(iter(item.get("requestBody", {}).get("content", {}).items()), ("", {}))
        arguments = [f"{snake(each['name'])}: str" for each in where["path"]]
        if media:
            wanted = "" if item["requestBody"].get("required") else " | None = None"
            arguments.append(f'body: "{self.hint(body["schema"], "Body")}{wanted and " | None"}"{wanted and " = None"}')
        options = [*where["query"], *where["header"]]
        named = [f"{snake(each['name'])}: {self._option(each)} = None" for each in options]
        given = ", ".join(["self", *arguments, *(["*", *named] if named else [])])
        address = re.sub(r"{(\w+)}", lambda found: f"{{quote({snake(found[1])}, safe='')}}", path)
        sent = [self._values(where[place]) for place in ("query", "header")]
        answer = self._answer(item["responses"])
        call = f'self._ask("{verb.upper()}", f"{address}", {sent[0]}, {sent[1]}, {"body" if media else None})'
        return f'\n    def {item["operationId"]}({given}) -> "{answer}":\n        return cast("{answer}", {call})\n'

    def _option(self, parameter: Json) -> str:
        hint = self.hint(parameter["schema"], "Option")
        return f'"{hint} | str | None"' if parameter.get("explode") is False else f'"{hint} | None"'

    def _values(self, parameters: list[Json]) -> str:
        pairs = []
        for each in parameters:
            value = snake(each["name"])
            joined = f'",".join({value}) if isinstance({value}, list) else {value}'
            pairs.append(f"{each['name']!r}: {joined if each.get('explode') is False else value}")
        return f"{{{', '.join(pairs)}}}"

    def _answer(self, responses: Json) -> str:
        (good,) = [answer for code, answer in responses.items() if code in ("200", "201", "204")]
        schemas = [content["schema"] for content in good.get("content", {}).values() if "schema" in content]
        return f"Answer[{self.hint(schemas[0], 'Body') if schemas else 'bytes'}]"


def _either(hints: list[str]) -> str:
    return "Any" if "Any" in hints else " | ".join(dict.fromkeys(hints)) or "Any"
