"""A form as Slack gives it back: what was typed and chosen, and what was there from the start."""

from typing import Any

Json = dict[str, Any]


def filled(view: Json, **answers: Any) -> Json:
    """``answers`` by block; a block whose id carries a suffix is meant by the part before it."""
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            name, element = block["block_id"], block["element"]
            given = answers.get(name.split(":")[0])
            values[name] = {element["action_id"]: {"type": element["type"], **_state(element, given)}}
    return {**view, "state": {"values": values}}


def _state(element: Json, given: Any) -> Json:
    match element["type"]:
        case "plain_text_input":
            return {"value": element.get("initial_value") if given is None else given}
        case "static_select" | "radio_buttons":
            options = [one for one in element["options"] if one["value"] == given]
            return {"selected_option": options[0] if options else element.get("initial_option")}
        case "external_select":
            return {"selected_option": given or element.get("initial_option")}
        case "multi_external_select":
            return {"selected_options": given or element.get("initial_options") or []}
        case "users_select":
            return {"selected_user": given}
        case "datetimepicker":
            return {"selected_date_time": given or element.get("initial_date_time")}
        case other:
            raise AssertionError(other)
