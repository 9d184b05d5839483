"""Checks what nginx passes on to kefu and what it answers itself. Run by nginx-test.sh.

    python nginx_test.py BASE_URL MEDIA_DIR ACCESS_LOG KEFU_PID
"""

import asyncio
import http.client
import json
import os
import pathlib
import select
import signal
import struct
import sys
import traceback
import urllib.parse
import zlib

from websockets.asyncio.client import connect

BASE, MEDIA, LOG, KEFU_PID = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4])
NETLOC = urllib.parse.urlsplit(BASE).netloc
PATIENCE = 10  # seconds
people, uploads = {}, {}


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    def json(self):
        return json.loads(self.body)


def call(method, path, body=None, who=None, **headers):
    """One request through nginx; the path is sent exactly as given. A header's name is written with underscores."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if who:
        headers["Authorization"] = "Bearer " + people[who]
    if isinstance(body, (dict, list)):
        body = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    connection = http.client.HTTPConnection(NETLOC, timeout=PATIENCE)
    try:
        connection.request(method, path, body, headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def same(found, wanted, what="value"):
    if found != wanted:
        raise AssertionError(f"{what}: {found!r}, wanted {wanted!r}")


def is_problem(answer, status, code):
    same(answer.status, status, "status")
    same(answer.headers.get_content_type(), "application/problem+json", "content type")
    same(answer.json()["code"], code, "code")


def served_by_nginx(path):
    """Whether the last request for this path was answered without asking kefu, says nginx's log."""
    lines = [line.split(" ") for line in LOG.read_text().splitlines()]
    return [upstream for _, upstream, uri in lines if uri == path][-1] == "-"


def png():
    """A real picture of 8 x 8 grey points."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + bytes(range(8)) for _ in range(8))
    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def upload(name, mime, content):
    mark = "----kefu-form-data"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {mime}\r\n\r\n'
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    answer = call("POST", "/api/upload", body, "b1", Content_Type=f"multipart/form-data; boundary={mark}")
    same(answer.status, 201, f"status ({answer.body!r})")
    url = answer.json()["url"]
    assert url.startswith(BASE + "/api/media/"), f"the URL {url} does not lead through nginx"
    return url.removeprefix(BASE)


def rest_and_a_body_in_chinese():
    users = [{"id": "b1", "role": "buyer", "username": "小林"}, {"id": "m1", "role": "merchant"}]
    answer = call("POST", "/api/users/ensure?tokens=true", {"users": users})
    same(answer.status, 200, "status")
    for user in answer.json()["items"]:
        people[user["id"]] = user["access_token"]
    same(answer.json()["items"][0]["username"], "小林", "username")
    answer = call("POST", "/api/conversations", {"kind": "direct", "participants": ["m1"]}, "b1")
    same(answer.status, 201, "status")
    people["conversation"] = answer.json()["id"]


async def a_websocket_talks_through_nginx():
    async with asyncio.timeout(PATIENCE * 2):
        sockets = {}
        for who in ("b1", "m1"):
            sockets[who] = await connect(BASE.replace("http", "ws", 1) + f"/api/ws/{who}", origin=BASE,
                                         subprotocols=["kefu.v1", f"bearer.{people[who]}"])
            hello = json.loads(await sockets[who].recv())
            same(hello["type"], "hello", "first frame")
        for number in range(1, 6):
            await sockets["b1"].send(json.dumps({
                "type": "send", "id": f"c{number}", "conversation_id": people["conversation"],
                "kind": "text", "body": {"text": f"message {number}"}}))
            while (frame := json.loads(await sockets["m1"].recv()))["type"] != "event":
                pass
            same(frame["event"]["body"], {"text": f"message {number}"}, "body")
            people.setdefault("first", frame["event"]["seq"])
        for socket in sockets.values():
            await socket.close()


def query_parameters_arrive():
    first = people["first"]
    path = f"/api/messages?conversation_id={people['conversation']}&after_seq={first}&limit=2"
    page = call("GET", path, who="b1").json()
    same([message["seq"] for message in page["items"]], [first + 1, first + 2], "seqs")
    page = call("GET", path.replace("?", "/?"), who="b1").json()
    same([message["seq"] for message in page["items"]], [first + 1, first + 2], "seqs with a slash")


def a_picture_is_uploaded_and_shown():
    path = uploads["png"] = upload("图 1.png", "image/png", png())
    answer = call("GET", path)
    same(answer.status, 200, "status")
    same(answer.body, png(), "content")
    same(answer.headers["Content-Type"], "image/png", "content type")
    same(answer.headers["Content-Disposition"], None, "disposition")
    assert served_by_nginx(path), "kefu was asked for the picture"


def media_headers_are_safe():
    headers = call("GET", uploads["png"]).headers
    same(headers["X-Content-Type-Options"], "nosniff", "nosniff")
    assert "sandbox" in headers["Content-Security-Policy"], headers["Content-Security-Policy"]
    for word in ("public", "max-age=31536000", "immutable"):
        assert word in headers["Cache-Control"], headers["Cache-Control"]


def text_is_a_download():
    path = upload("notes.txt", "text/plain", "hello, 你好\n".encode())
    answer = call("GET", path)
    same(answer.status, 200, "status")
    assert answer.headers["Content-Disposition"].startswith("attachment"), answer.headers["Content-Disposition"]
    assert served_by_nginx(path), "kefu was asked for the text"


def ranges_and_revalidation():
    answer = call("GET", uploads["png"], Range="bytes=0-7")
    same((answer.status, answer.body), (206, png()[:8]), "range")
    etag = call("GET", uploads["png"]).headers["ETag"]
    same(call("GET", uploads["png"], If_None_Match=etag).status, 304, "revalidation")


def unfinished_uploads_stay_hidden():
    (MEDIA / ".incoming").mkdir(exist_ok=True)
    (MEDIA / ".incoming" / "half.png").write_bytes(png())
    for path in ("/api/media/.incoming/half.png", "/api/media/%2eincoming/half.png", "/api/media/x/../.incoming/half.png"):
        is_problem(call("GET", path), 404, "not_found")


def nothing_beside_the_folder_is_served():
    (MEDIA.parent / "beside.txt").write_text("beside the folder")
    for path in ("/api/media/../beside.txt", "/api/media../beside.txt", "/api/media/..%2fbeside.txt",
                 "/api/media/%2e%2e/beside.txt", "/api/media//../beside.txt"):
        answer = call("GET", path)
        assert answer.status in (400, 404) and b"beside the folder" not in answer.body, f"{path}: {answer.status}"


def missing_media_is_a_problem():
    is_problem(call("GET", "/api/media/uploads/no-such-file.png"), 404, "not_found")


def kefus_own_errors_pass_unchanged():
    is_problem(call("GET", "/api/conversations"), 401, "unauthorized")


def too_large_is_a_problem():
    is_problem(call("POST", "/api/upload", b"", "b1", Content_Length="20000000"), 413, "payload_too_large")


def kefu_away_is_a_problem():
    """Last: kefu is told to stop; nginx must answer for it."""
    kefu = os.pidfd_open(KEFU_PID)
    os.kill(KEFU_PID, signal.SIGTERM)
    ended, _, _ = select.select([kefu], [], [], 15)
    assert ended, "kefu did not end within 15 s of SIGTERM"
    answer = call("GET", "/api/health")
    is_problem(answer, 503, "unavailable")
    same(answer.headers["Retry-After"], "2", "Retry-After")
    same(call("GET", uploads["png"]).status, 200, "media without kefu")


CHECKS = [rest_and_a_body_in_chinese, a_websocket_talks_through_nginx, query_parameters_arrive,
          a_picture_is_uploaded_and_shown, media_headers_are_safe, text_is_a_download, ranges_and_revalidation,
          unfinished_uploads_stay_hidden, nothing_beside_the_folder_is_served, missing_media_is_a_problem,
          kefus_own_errors_pass_unchanged, too_large_is_a_problem, kefu_away_is_a_problem]


def main():
    failed = 0
    for check in CHECKS:
        name = check.__name__.replace("_", " ")
        try:
            asyncio.run(check()) if asyncio.iscoroutinefunction(check) else check()
            print(f"ok      {name}")
        except Exception:
            failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}")
    print(f"nginx: {len(CHECKS) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
