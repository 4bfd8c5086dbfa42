"""A guest of the native protocol, with nothing but a socket and JSON: says one thing and waits for the answer."""

import json
import os
import socket
import sys
import time
import uuid

host, port, name, text = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
connection = socket.create_connection((host, port))
lines = connection.makefile("rw", encoding="utf-8", newline="\n")
last = 0


def call(method, **params):
    global last
    last += 1
    lines.write(json.dumps({"jsonrpc": "2.0", "id": last, "method": method, "params": params}) + "\n")
    lines.flush()
    for line in lines:
        frame = json.loads(line)
        if frame.get("id") == last:
            return frame["result"]
        print(json.dumps(frame, ensure_ascii=False), flush=True)


def message_id():
    """A UUIDv7 (RFC 9562): 48 bits of time, the rest chance."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(raw)))


call("hello", protocol=1, client="native.py")
call("login", guest=name)
call("join", room="#general")
ack = call("post", room="#general", id=message_id(), text=text)
print(json.dumps(ack), flush=True)
for line in lines:
    event = json.loads(line)["params"]
    if event.get("type") == "message" and event["by"] != name:
        print(f"{event['by']}: {event['text']}", flush=True)
        call("quit")
