"""A WebSocket client that says each line of its input and prints each message as a line."""

import asyncio
import json
import sys

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def print_messages(socket):
    try:
        async for message in socket:
            print(json.dumps({"data": json.loads(message)}), flush=True)
    except ConnectionClosed:
        pass
    print(json.dumps({"closed": [socket.close_code, socket.close_reason]}), flush=True)


async def main(url):
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with connect(url) as socket:
        printing = asyncio.create_task(print_messages(socket))
        while line := await lines.readline():
            await socket.send(line.decode().strip())
        await socket.close()
        await printing


asyncio.run(main(sys.argv[1]))
