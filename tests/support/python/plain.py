"""A guest at the plain door, with nothing but a socket: says one thing and prints what others say."""

import socket
import sys

host, port, name, text = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
with socket.create_connection((host, port)) as connection:
    lines = connection.makefile("rw", encoding="utf-8", newline="\n")
    print(lines.readline().rstrip(), flush=True)
    for answer in (name, "", text):
        lines.write(answer + "\n")
        lines.flush()
    for line in lines:
        print(line.rstrip("\n"), flush=True)
        if line.endswith("> bye\n"):
            lines.write("quit\n")
            lines.flush()
