"""moto's server on a free port of the loopback address, until stdin ends.

Requests come as JSON, a line each, on stdin: {"op": "port"} is answered by the port, {"op": "pass", "ms": 1000} once the services' clock has
been moved on by so much.
"""

import datetime
import json
import sys

import moto.core.utils

offset = datetime.timedelta()
machine_now = moto.core.utils.utcnow


def utcnow():
    return machine_now() + offset


# Whatever moto knows of time it has from here, and takes at import: it is put in place before the services are loaded.
moto.core.utils.utcnow = utcnow

from moto.moto_server.threaded_moto_server import ThreadedMotoServer  # noqa: E402


def main():
    global offset
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "pass":
            offset += datetime.timedelta(milliseconds=request["ms"])
        print(json.dumps({"port": server.get_host_and_port()[1]}), flush=True)
    server.stop()


main()
