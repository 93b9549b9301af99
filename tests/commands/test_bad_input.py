"""Whatever a file, a subject or a disk does: a clear verdict or error, its fix, nothing lost."""

import asyncio
import datetime as dt
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from ipaddress import ip_address
from pathlib import Path
from subprocess import PIPE

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sample_journeys import ECHO, FAILING

HERE = ip_address("127.0.0.1")


@pytest.fixture
def serve():
    """Serve raw answers on loopback: serve(b"HTTP/1.1 …", chunk=…, times=…) gives the address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def start(answer=b"", *, chunk=b"", times=0, security=None):
        async def talk(reader, writer):
            try:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(answer)
                for _ in range(times):
                    writer.write(chunk)
                    await writer.drain()
                if not answer:
                    await reader.read()
            except (ConnectionError, asyncio.IncompleteReadError):
                pass
            finally:
                writer.close()

        server = asyncio.start_server(talk, "127.0.0.1", 0, ssl=security)
        made = asyncio.run_coroutine_threadsafe(server, loop).result(10)
        scheme = "https" if security else "http"
        return f"{scheme}://127.0.0.1:{made.sockets[0].getsockname()[1]}"

    yield start
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


@pytest.fixture
def asked(onetake, programme):
    """Walk one api step against an address; returns what the command came to."""

    def ask(address, step="api.get: /", more=""):
        expect = "expect: {status: 200}\n    patience: 5s"
        folder = programme(
            {"ask": f"goal: g\nsteps:\n  - {step}\n    {expect}\n"},
            systems={"shop": f"channel: api\naddress: {address}\n{more}"},
        )
        return onetake("test", "--json", at=folder)

    return ask


def verdict(done):
    [run] = done.json["runs"]
    return done.code, run["verdict"], run["rule"]


def test_an_unreachable_system(asked):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = asked(f"http://127.0.0.1:{port}")
    assert verdict(done) == (1, "failed", "connection")
    assert str(port) in done.json["runs"][0]["reason"]


def test_a_system_that_never_answers(asked, serve):
    done = asked(serve(), more="timeout: 200ms\n")
    assert verdict(done)[:2] == (1, "failed")
    assert "did not answer" in done.json["runs"][0]["reason"]


def test_an_endless_body_is_cut_off(asked, serve):
    head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"
    done = asked(serve(head, chunk=b"x" * 65536, times=10**9), more="largest: 1MB\n")
    assert verdict(done) == (1, "failed", "body.size")


def test_a_body_of_100_mb_is_not_taken(asked, serve):
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n"
    done = asked(serve(head, chunk=b"x" * 65536, times=1600))
    assert verdict(done) == (1, "failed", "body.size")


def test_invalid_utf_8_is_read_as_far_as_it_goes(asked, serve):
    body = b'{"name": "\xff\xfe"}'
    head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body)
    assert verdict(asked(serve(head + body)))[:2] == (0, "passed")
    done = asked(serve(head.replace(b"200", b"500") + body))
    assert verdict(done) == (1, "failed", "expect.status")


def test_what_is_no_http(asked, serve):
    assert verdict(asked(serve(b"SSH-2.0-OpenSSH_9\r\n\r\n")))[:2] == (1, "failed")


def certificate(folder, expired):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    ends = now + dt.timedelta(days=-1 if expired else 30)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=60))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(HERE)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    plain = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, pkcs8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, file


OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


def test_an_expired_certificate(asked, serve, tmp_path):
    security, file = certificate(tmp_path, expired=True)
    done = asked(serve(OK, security=security), more=f"tls: {{ca: {file}}}\n")
    assert verdict(done) == (1, "failed", "certificate")
    assert "expired" in done.json["runs"][0]["reason"]


def test_a_certificate_nobody_vouches_for(asked, serve, tmp_path):
    security, file = certificate(tmp_path, expired=False)
    address = serve(OK, security=security)
    assert verdict(asked(address)) == (1, "failed", "certificate")
    assert verdict(asked(address, more=f"tls: {{ca: {file}}}\n"))[:2] == (0, "passed")


def test_traffic_goes_to_declared_addresses_only(asked, serve):
    away = b"HTTP/1.1 302 Found\r\nlocation: http://elsewhere.example/\r\ncontent-length: 0\r\n\r\n"
    done = asked(serve(away))
    assert verdict(done) == (1, "failed", "redirect.undeclared")
    done = asked("http://127.0.0.1:9", step="api.get: http://elsewhere.example/")
    assert verdict(done) == (4, "unknown", "address.undeclared")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"journeys/a.yaml": ECHO.replace("goal", "gaol")}, "did you mean 'goal'?"),
        ({"journeys/a.yaml": f"tries: many\n{ECHO}"}, "'many' is not a whole number"),
        ({"journeys/a.yaml": ECHO.replace("echo.say", "ecko.say")}, "did you mean"),
        ({"journeys/a.yaml": ECHO.replace("say: hello", "say: ${nix}")}, "nix"),
        ({"journeys/a.yaml": f"data: data/no.csv\n{ECHO}"}, "data/no.csv"),
        ({"journeys/a.yaml": f"personas: [nobody]\n{ECHO}"}, "nobody"),
        ({"journeys/a.yaml": "goal: [\n"}, "a bracket is not closed"),
        ({"journeys/a.yaml": ""}, "journeys/a.yaml"),
        ({"systems/s.yaml": "channel: api\naddress: ${environment.nix}\n"}, "nix"),
        ({"onetake.yaml": "programme: Test\nenvironments: dev\n"}, "environments"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_file_is_exit_code_3_with_its_place(onetake, programme, files, words):
    folder = programme({"fine": ECHO})
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    for command in ("lint", "test"):
        done = onetake(command, at=folder)
        assert done.code == 3
        assert words in done.out + done.err
        assert f"{next(iter(files))}:" in done.out + done.err
        assert "Traceback" not in done.err


def test_a_file_that_is_no_utf_8(onetake, programme):
    folder = programme({"fine": ECHO})
    (folder / "journeys" / "a.yaml").write_bytes(b"goal: caf\xe9\n")
    done = onetake("lint", at=folder)
    assert done.code == 3
    assert "UTF-8" in done.out


def test_a_bug_of_ours_is_exit_code_5_and_keeps_its_trace(onetake, programme, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("onetake.commands.test.run_test", broken)
    done = onetake("test", at=programme({"fine": ECHO}))
    assert done.code == 5
    assert "Traceback" not in done.err
    assert "report it with the details in" in done.err


def test_a_broken_channel_of_the_programme_names_its_file(onetake, programme):
    folder = programme({"fine": ECHO}, **{"channels/own.py": "import nowhere_at_all\n"})
    done = onetake("test", at=folder)
    assert done.code == 3
    assert "channels/own.py" in done.err
    assert "nowhere_at_all" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("new", "file/below"),
        ("new", "file", "--channel", "own"),
        ("schema", "--write", "file"),
        ("demo", "--keep", "file"),
    ],
)
def test_a_path_that_cannot_be_used_is_told_with_its_fix(onetake, programme, words):
    folder = programme({"fine": ECHO}, file="")
    done = onetake(*words, at=folder)
    assert done.code == 4
    assert "name a path that exists" in done.err
    assert "went wrong" not in done.err


@pytest.fixture
def started(programme):
    """Start `onetake test --json` on its own, with this output; returns its exit code."""
    folder = programme({"fine": ECHO, "bad": FAILING})

    def start(output=None, **more):
        command = [sys.executable, "-m", "onetake", "test", "--json"]
        done = subprocess.run(command, check=False, cwd=folder, stdout=output, stderr=PIPE, **more)
        assert b"Traceback" not in done.stderr
        return done.returncode

    return start


def test_an_output_nobody_reads_is_not_a_success(started):
    reading, writing = os.pipe()
    os.close(reading)
    assert started(writing) == 4
    os.close(writing)


def test_a_full_disk_behind_the_output_is_no_bug(started):
    with Path("/dev/full").open("wb") as full:
        assert started(full) == 4


def test_without_any_output_the_exit_code_still_tells(started):
    assert started(preexec_fn=lambda: os.close(1)) == 1


def test_json_is_utf_8_whatever_the_terminal_takes(programme):
    folder = programme({"bad": FAILING.replace("hello", "é")})
    command = [sys.executable, "-m", "onetake", "test", "--json"]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, check=False, cwd=folder, env=ascii_only, capture_output=True)
    assert "text is 'é'" in json.loads(done.stdout)["runs"][0]["reason"]


@pytest.mark.parametrize("name", ["a: b #c", "it's", 'a "b"', "a\nb", "007"])
def test_a_programme_may_be_called_anything(onetake, tmp_path, name):
    folder = tmp_path / name
    assert onetake("new", folder).code == 0
    assert onetake("test", at=folder).code == 0


def test_a_port_that_is_none_is_wrong_usage(onetake, tmp_path):
    (tmp_path / "shop.yaml").write_text("api: {}\n")
    done = onetake("simulate", tmp_path / "shop.yaml", "--api-port", "99999")
    assert (done.code, "cannot listen" in done.err) == (2, True)


def test_an_export_replaces_files_only(onetake, programme, tmp_path):
    folder = programme({"fine": ECHO})
    onetake("test", at=folder)
    os.mkfifo(tmp_path / "pipe")
    for target in (tmp_path / "pipe", folder / "onetake.yaml" / "below"):
        assert onetake("ledger", "export", target).code == 4
    assert (tmp_path / "pipe").is_fifo()
