"""A mail server for the journeys, out of aiosmtpd. Usage: mailbox.py PORT FOLDER

Each mail that arrives becomes a file N.eml in FOLDER. While FOLDER has a file called "hold", a mail is kept but not yet
acknowledged, so that a journey can kill the sender in between.
"""

import asyncio
import pathlib
import sys

from aiosmtpd.controller import Controller

PORT, FOLDER = int(sys.argv[1]), pathlib.Path(sys.argv[2])


class Keep:
    count = 0

    async def handle_DATA(self, server, session, envelope):
        Keep.count += 1
        part = FOLDER / f"{Keep.count}.part"
        part.write_bytes(envelope.content)
        part.rename(part.with_suffix(".eml"))
        while (FOLDER / "hold").exists():
            await asyncio.sleep(0.05)
        return "250 kept"


FOLDER.mkdir(parents=True, exist_ok=True)
# Files go on where an earlier server stopped.
Keep.count = len(list(FOLDER.glob("*.eml")))
controller = Controller(Keep(), hostname="127.0.0.1", port=PORT)
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()
