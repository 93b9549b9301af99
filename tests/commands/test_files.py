"""Files a programme names are found from its folder, wherever the command is started."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


@pytest.fixture
def upload():
    """A server that keeps what it was sent; gives its address and the bodies."""
    bodies = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", bodies
    server.shutdown()


JOURNEY = """\
goal: A customer sends a photo of what broke
data: data/claims.csv
steps:
  - api.post: {path: /claims, multipart: {note: "${data.note}", photo: {file: data/photo.txt}}}
    expect: {status: 204}
"""


def test_uploads_and_tables_start_from_the_programme(onetake, programme, upload):
    address, bodies = upload
    folder = programme(
        {"deep/claim": JOURNEY},
        systems={"shop": f"channel: api\naddress: {address}\n"},
        **{"data/photo.txt": "a picture", "data/claims.csv": "note\nbroken\nlost\n"},
    )
    assert onetake("test", at=folder / "journeys" / "deep").code == 0
    assert len(bodies) == 2
    assert all(b"a picture" in body for body in bodies)
    (folder / "data" / "photo.txt").unlink()
    done = onetake("test", "--json")
    assert done.code == 4
    assert done.json["runs"][0]["rule"] == "multipart.file"
