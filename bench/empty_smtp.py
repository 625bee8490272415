"""A stock aiosmtpd that does nothing: what the accept rate is measured against."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP


class Nothing:
    """Takes everything and forgets it."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's name
        """Answer that it was taken."""
        del server, session, envelope
        return "250 OK"


async def serve(port: int) -> None:
    """Listen on ``port`` of the loopback until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Nothing(), data_size_limit=100 << 20, hostname="empty.example"), "127.0.0.1", port
    )
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
