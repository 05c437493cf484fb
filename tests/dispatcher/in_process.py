"""The service called without a network: each call runs through the app in this thread's event loop."""

import asyncio

import httpx
from fastapi import FastAPI


class InProcess(httpx.BaseTransport):
    """Carries calls of an ``httpx.Client`` to an app; whatever is answered is remembered.

    Attributes
    ----------
    said
        Path, status and text of every answer.
    """

    def __init__(self, app: FastAPI) -> None:
        self.said: list[tuple[str, int, str]] = []
        self._inner = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._runner = asyncio.Runner()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a call."""

        async def call() -> httpx.Response:
            answer = await self._inner.handle_async_request(request)
            content = await answer.aread()
            return httpx.Response(answer.status_code, headers=answer.headers, content=content)

        answer = self._runner.run(call())
        self.said.append((request.url.path, answer.status_code, answer.text))
        return answer

    def close(self) -> None:
        """End the event loop."""
        self._runner.close()
