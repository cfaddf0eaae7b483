"""PATCH of an order, and the desk's form, which asks the same."""

from tests.orders.test_api import order


def made(supervisor):
    (answer,) = supervisor.post("/orders", order(), 207)
    return supervisor.get(f"/orders/{answer['id']}")


def test_a_program_changes_an_order_that_it_has_seen(supervisor, program):
    seen, shop = made(supervisor), program("orders")
    path = f"/orders/{seen['id']}"
    body = {"version": seen["version"], "reason": "moved", "ship_to": {"city": "Leeds"}, "note": "ring"}
    changed = shop.send("PATCH", path, body)
    assert changed.status_code == 200
    assert (changed.json["ship_to"], changed.json["note"]) == ({**seen["ship_to"], "city": "Leeds"}, "ring")
    assert shop.refused("PATCH", path, body) == (412, "order.stale")
    emptied = shop.send("PATCH", path, {"version": changed.json["version"], "reason": "no", "note": None})
    assert emptied.json["note"] == ""


def test_what_cannot_be_read_is_refused(supervisor):
    seen = made(supervisor)
    path = f"/orders/{seen['id']}"
    for wrong in (
        {},
        {"reason": ""},
        {"lines": []},
        {"lines": [{"sku": "MUG", "quantity": 0}]},
        {"version": "1"},
    ):
        body = {"version": seen["version"], "reason": "so", **wrong}
        if not wrong:
            del body["reason"]
        assert supervisor.refused("PATCH", path, body) == (422, "request.invalid"), wrong
    assert supervisor.refused("PATCH", "/orders/999", {"version": 1, "reason": "so"})[0] == 404


def test_a_cancelled_order_is_reopened_and_corrected(supervisor, sits):
    seen, clerk = made(supervisor), sits("supervisor")
    path = f"/orders/{seen['id']}"
    version = supervisor.post(f"{path}/cancel", {"reason": "no more"})["version"]
    correction = {"version": version, "reason": "so", "note": "ring"}
    assert supervisor.refused("PATCH", path, correction) == (409, "order.reopen_first")
    again = supervisor.post(f"{path}/reopen", {"version": version, "reason": "called again"})
    assert (again["edition"], again["status"], again["number"]) == (2, "ready", seen["number"])
    assert again["editions"] == [{"id": seen["id"], "edition": 1, "status": "cancelled"}]
    assert supervisor.get(path)["editions"] == [{"id": again["id"], "edition": 2, "status": "ready"}]
    page = clerk.see(f"/desk/orders/{again['id']}")
    assert "Reopened as version 2. called again" in page
    assert "Cancelled: no more" in page
    assert "Goes on as version 2" in clerk.see(f"/desk{path}")
    supervisor.post(f"/orders/{again['id']}/cancel", {"reason": "no"})
    version = supervisor.get(f"/orders/{again['id']}")["version"]
    third = clerk.send(f"/desk/orders/{again['id']}/reopen", version=str(version), reason="yes")
    assert (third.status_code, third.location) == (303, f"/desk/orders/{int(again['id']) + 1}")


def test_an_order_is_split_by_a_program_and_at_the_desk(supervisor, program, sits):
    (answer,) = supervisor.post("/orders", order(lines=[{"sku": "MUG", "quantity": 5}]), 207)
    path, clerk = f"/orders/{answer['id']}", sits("supervisor")
    version = supervisor.get(path)["version"]
    body = {"version": version, "reason": "half", "units": {"MUG": 2}, "due": "2031-01-03T17:00:00Z"}
    part = program("orders").post(f"{path}/split", body)
    assert (part["number"], part["split_of"], part["due"]) == (
        f"{order()['number']}-S1", answer["id"], "2031-01-03T17:00:00+00:00",
    )  # fmt: skip
    assert supervisor.refused("POST", f"{path}/split", body) == (412, "order.stale")
    version = supervisor.get(path)["version"]
    typed = {"version": str(version), "units.MUG": "1", "due": "", "reason": "one more"}
    assert clerk.send(f"/desk{path}/split", **typed).location == f"/desk/orders/{int(part['id']) + 1}"
    assert [each["number"][-3:] for each in supervisor.get(path)["parts"]] == ["-S1", "-S2"]
    page = clerk.see(f"/desk{path}")
    assert "Split: 1 × MUG goes by itself as" in page
    assert "Why: one more" in page


def test_two_clerks_lose_nothing(supervisor, sits):
    seen, ada, bob = made(supervisor), sits("supervisor"), sits("admin")
    path = f"/desk/orders/{seen['id']}"
    assert 'name="ship_to.city"' in ada.see(path)
    typed = {"version": str(seen["version"]), "service": "standard"}
    first = ada.send(f"{path}/change", **typed, **{"ship_to.city": "Leeds"}, reason="moved")
    assert (first.status_code, first.location) == (303, path)
    second = bob.send(f"{path}/change", **typed, **{"ship_to.street": "9 New Road"}, reason="moved")
    page = second.get_data(as_text=True)
    assert second.status_code == 412
    assert "ship_to.city: London → Leeds" in page
    assert "9 New Road" in page  # to copy
    assert "Changed: ship_to.city: London → Leeds. Why: moved" in bob.see(path)
