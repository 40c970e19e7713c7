"""Where a bot fetches the files that getFile has given it an address of."""

from dataclasses import dataclass

from aiohttp import web

from sandbox.world import World


@dataclass(frozen=True, slots=True)
class DownloadApi:
    world: World
    token: str

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/file/bot{token:[^/]*}/{path:.*}", self.fetch)]

    async def fetch(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return _error(401, "Unauthorized")
        file = self.world.files.paths.get(request.match_info["path"])
        if file is None:
            return _error(404, "Not Found")
        return web.Response(body=file.data, content_type="application/octet-stream")


def _error(code: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)
