"""The command menus are set once, and then only when they differ."""

import aiohttp
from aiohttp import web

from bot.wire import set_menus
from sandbox.server import Sandbox
from transport.api import Api
from transport.request import AiohttpRequest


async def test_menus_are_set_only_when_they_differ() -> None:
    sandbox = Sandbox(token="1234567890:x")
    await sandbox.start()
    called: list[str] = []

    async def forward(request: web.Request) -> web.Response:
        """Stands between the bot and the sandbox and writes down each method."""
        called.append(request.path.rpartition("/")[2])
        address = f"{sandbox.address}{request.path}"
        headers = {"Content-Type": "application/json"}
        async with (
            aiohttp.ClientSession() as http,
            http.post(address, data=await request.read(), headers=headers) as got,
        ):
            return web.Response(body=await got.read(), status=got.status, content_type="application/json")

    between = web.Application()
    between.router.add_post("/{path:.*}", forward)
    runner = web.AppRunner(between, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    request = AiohttpRequest()
    await request.initialize()
    api = Api(request, f"http://127.0.0.1:{runner.addresses[0][1]}", sandbox.token)
    try:
        await set_menus(api, "en")
        assert called.count("setMyCommands") == 3
        await set_menus(api, "en")
        assert called.count("setMyCommands") == 3
        await api.call("deleteMyCommands", scope={"type": "all_group_chats"})
        await set_menus(api, "en")
        assert called.count("setMyCommands") == 4
    finally:
        await request.shutdown()
        await runner.cleanup()
        await sandbox.stop()
