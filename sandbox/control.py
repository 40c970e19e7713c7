"""The controls of the test bench, over HTTP: faults, flood limits, delivery, the clock, the calls."""

from http import HTTPStatus

from aiohttp import web

from sandbox import ordering
from sandbox.api import is_method
from sandbox.arguments import Json
from sandbox.bench import Bench
from sandbox.bodies import Wrong, checked, flag, query_number, string
from sandbox.clock import Clock
from sandbox.faults import EVERY_METHOD
from sandbox.world import World


class ControlApi:
    def __init__(self, world: World, bench: Bench, clock: Clock | None) -> None:
        self.world = world
        self.bench = bench
        self.clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_sandbox/faults", checked(self.add_fault)),
            web.get("/_sandbox/faults", self.faults),
            web.delete("/_sandbox/faults", self.clear_faults),
            web.delete(r"/_sandbox/faults/{fault_id:\d{1,9}}", self.remove_fault),
            web.post("/_sandbox/limits", checked(self.limit)),
            web.post("/_sandbox/delivery", checked(self.deliver)),
            web.post("/_sandbox/clock", checked(self.set_clock) if self.clock else _refuse_clock),
            web.get("/_sandbox/calls", self.calls),
        ]

    def show(self) -> Json:
        """What the page shows of the bench."""
        webhook = self.world.updates.webhook
        return {
            "faults": [fault.to_json() for fault in self.bench.faults],
            "limits": {"is_on": self.bench.limits.is_on},
            "delivery": self.world.updates.delivery.to_json(),
            "webhook": webhook.settings.url if webhook else None,
            "clock": self.clock.to_json() if self.clock else None,
        }

    async def add_fault(self, body: Json) -> Json:
        fault = ordering.fault(body, self.bench.faults.number_next(), self.bench.client())
        if fault.method != EVERY_METHOD and not is_method(fault.method):
            raise Wrong(f"there is no method {fault.method}")
        self.bench.faults.add(fault)
        return {"fault_id": fault.id}

    async def faults(self, request: web.Request) -> web.Response:
        return web.json_response({"faults": [fault.to_json() for fault in self.bench.faults]})

    async def clear_faults(self, request: web.Request) -> web.Response:
        self.bench.faults.clear()
        return web.json_response({})

    async def remove_fault(self, request: web.Request) -> web.Response:
        if self.bench.faults.remove(int(request.match_info["fault_id"])):
            return web.json_response({})
        return web.json_response({"error": "there is no such fault"}, status=HTTPStatus.NOT_FOUND)

    async def limit(self, body: Json) -> Json:
        self.bench.limits.switch(flag(body, "is_on"))
        return {}

    async def deliver(self, body: Json) -> Json:
        self.world.updates.delivery = ordering.delivery(body)
        return {}

    async def set_clock(self, body: Json) -> Json:
        assert self.clock
        return {"instant": (await self.clock.set(string(body, "instant"))).isoformat()}

    async def calls(self, request: web.Request) -> web.Response:
        calls = self.bench.calls
        listed = calls.after(query_number(request, "after"))
        return web.json_response({"seq": calls.last, "polls": calls.polls, "calls": listed})


async def _refuse_clock(request: web.Request) -> web.Response:
    error = {"error": "nobody here has a clock to set"}
    return web.json_response(error, status=HTTPStatus.NOT_FOUND)
