"""A form that did not arrive whole is not one: neither gunicorn nor Django compares what came with what was
announced, and half a text would be stored as the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from povertyplan.common.turns import give_way, take_turn

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WholeBody:
    """What a browser sends; reading raises ConnectionResetError where it is gone before the end. Others have
    their turn until all is there.
    """

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int) -> bytes:
        """So many bytes, less only at the announced end."""
        give_way()
        return self._checked(self._stream.read(size), min(size, self._left))

    def readline(self, size: int) -> bytes:
        """Up to the end of a line, and at least a byte before the announced end."""
        give_way()
        return self._checked(self._stream.readline(size), min(size, self._left, 1))

    def _checked(self, received: bytes, least: int) -> bytes:
        self._left -= len(received)
        if len(received) < least:
            raise ConnectionResetError("the browser is gone before it had sent all")
        if not self._left:
            take_turn()
        return received


def whole_bodies(application: Application) -> Application:
    """The application, handed whole requests alone."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        if length.isascii() and length.isdigit():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return answer
