"""How a call arrives: JSON, form, multipart or query, into one of aiogram's method models."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

import aiogram.methods
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile
from aiohttp import BodyPartReader, MultipartReader, web
from pydantic import BaseModel, ValidationError

from tests.emulators.telegram.rules.refusals import Refusal, breach

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    found.__api_method__.lower(): found
    for found in vars(aiogram.methods).values()
    if isinstance(found, type)
    and issubclass(found, TelegramMethod)
    and isinstance(getattr(found, "__api_method__", None), str)
}
"""aiogram's method models by their name in lower case (Telegram does not mind the case)."""

EMPTY = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "message_id": "message identifier is not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "file_id not specified",
}
"""What Telegram says when a parameter that must be there is missing."""


async def of_request(request: web.Request) -> dict[str, object]:
    """All parameters of an HTTP call, files as `BufferedInputFile`."""
    raw: dict[str, object] = dict(request.query)
    if request.method != "POST":
        return raw
    try:
        if request.content_type == "application/json":
            raw |= object_of(await request.text())
        elif request.content_type == "multipart/form-data":
            raw |= await of_multipart(await request.multipart())
        else:
            raw |= {name: str(value) for name, value in (await request.post()).items()}
    except (ValueError, UnicodeError) as error:
        raise breach(f"can't parse the request body: {error}") from error
    return raw


def object_of(text: str) -> dict[str, object]:
    """A JSON object; nothing at all counts as an empty one."""
    found = json.loads(text) if text.strip() else {}
    if not isinstance(found, dict):
        raise ValueError("object expected as request")
    return found


async def of_multipart(reader: MultipartReader) -> dict[str, object]:
    """The fields of a multipart body; a part with a file name is a file."""
    raw: dict[str, object] = {}
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("a part without a name")
        content = bytes(await part.read(decode=True))
        raw[part.name] = (
            content.decode("utf-8")
            if part.filename is None
            else BufferedInputFile(content, filename=part.filename)
        )
    return raw


def model_of(name: str, raw: Mapping[str, object]) -> TelegramMethod[Any]:
    """The checked model of a call.

    Raises `Refusal` for a parameter that the method does not have, on whatever depth, for one that
    is missing and for one of the wrong kind.
    """
    model = METHODS[name.lower()]
    given = _with_attachments(model, dict(raw))
    for unknown in given.keys() - model.model_fields.keys():
        raise breach(f'unknown parameter "{unknown}" of {model.__api_method__}')
    decoded = {
        field: _decoded(field, model.model_fields[field].annotation, value)
        for field, value in given.items()
    }
    try:
        call = model.model_validate(decoded)
    except ValidationError as error:
        raise _refusal(error) from error
    for path in _unknown(call):
        raise breach(f'unknown field "{path}" of {model.__api_method__}')
    return call


def readable(name: str, raw: Mapping[str, object]) -> dict[str, object]:
    """The parameters of a call, right or wrong, as one would write them down."""
    model = METHODS.get(name.lower())
    fields = model.model_fields if model else {}
    read: dict[str, object] = {}
    for key, value in raw.items():
        if isinstance(value, InputFile):
            read[key] = f"<file {value.filename}>"
            continue
        try:
            read[key] = _decoded(key, fields[key].annotation, value) if key in fields else value
        except Refusal:
            read[key] = value
    return read


def _with_attachments(model: type[BaseModel], raw: dict[str, object]) -> dict[str, object]:
    """Files take the place of the `attach://` words that name them."""
    files = {
        name: value
        for name, value in raw.items()
        if isinstance(value, InputFile) and name not in model.model_fields
    }
    used: set[str] = set()

    def placed(value: object) -> object:
        match value:
            case str() if value.startswith("attach://"):
                name = value.removeprefix("attach://")
                if name not in files:
                    raise breach(f'there is no attached file "{name}"')
                used.add(name)
                return files[name]
            case dict():
                return {key: placed(item) for key, item in value.items()}
            case list():
                return [placed(item) for item in value]
            case _:
                return value

    given = {name: placed(value) for name, value in raw.items() if name not in files}
    for name in files.keys() - used:
        raise breach(f'the file "{name}" belongs to no parameter')
    return given


def _decoded(name: str, annotation: object, value: object) -> object:
    """A value that came as text, as JSON where the parameter is not itself a text."""
    if not isinstance(value, str):
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise breach("strings must be encoded in UTF-8") from error
    if str in _kinds(annotation):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise breach(f'can\'t parse "{name}": {error}') from error


def _kinds(annotation: object) -> set[object]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return set().union(*(_kinds(part) for part in get_args(annotation)))
    return {annotation}


def _refusal(error: ValidationError) -> Refusal:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing" and where in EMPTY:
        return breach(EMPTY[where])
    return breach(f'wrong parameter "{where}": {first["msg"]}')


def _unknown(model: BaseModel, path: str = "") -> Iterator[str]:
    """The paths of all fields that aiogram's models do not know."""
    for name in model.model_extra or {}:
        yield f"{path}{name}"
    for name in model.model_fields_set & type(model).model_fields.keys():
        yield from _unknown_inside(getattr(model, name), f"{path}{name}.")


def _unknown_inside(value: object, path: str) -> Iterator[str]:
    match value:
        case BaseModel():
            yield from _unknown(value, path)
        case list():
            for index, item in enumerate(value):
                yield from _unknown_inside(item, f"{path}{index}.")
        case _:
            return
