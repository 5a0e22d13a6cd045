"""A small OpenID provider of the tests' own: it speaks HTTP, and signs in whoever it is told to."""

import json
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from parvis.lib.signed_tokens import signing_key

CLIENT, SECRET, KID = "parvis", "a secret of the tests", "key-1"


class Provider:
    """What it knows: whom it signs in, and what it was asked, by path."""

    def __init__(self, folder):
        self.key = signing_key(Path(folder) / "provider.pem")
        self.person = {}
        self.asked = []
        self.codes = {}
        self.url = ""

    def id_token(self, nonce):
        now = int(time.time())
        times = {"iat": now, "exp": now + 300, "iss": self.url, "aud": CLIENT}
        said = {**self.person, **times, **({"nonce": nonce} if nonce else {})}
        return self.key.signed(said, kid=KID)


class Handler(BaseHTTPRequestHandler):
    """One request, of a provider that each subclass names."""

    provider: Provider

    def do_GET(self):
        path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        self.provider.asked.append(path)
        if path == "/.well-known/openid-configuration":
            self.say(_discovery(self.provider))
        elif path == "/authorize":
            self.authorize({name: values[0] for name, values in asked.items()})
        elif path == "/jwks":
            self.say({"keys": [{**self.provider.key.public, "kid": KID, "alg": "RS256"}]})
        else:
            signed_in = self.headers["Authorization"] == "Bearer access"
            self.say(self.provider.person if signed_in else {}, 200 if signed_in else 401)

    def do_POST(self):
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.token({name: values[0] for name, values in parse_qs(body).items()})

    def authorize(self, asked):
        code = f"code-{len(self.provider.codes)}"
        self.provider.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.end_headers()

    def token(self, given):
        asked = self.provider.codes.pop(given["code"], None)
        proof = sha256(given.get("code_verifier", "").encode()).digest()
        is_right = (
            asked is not None
            and (given["client_id"], given["client_secret"]) == (CLIENT, SECRET)
            and asked["code_challenge"] == urlsafe_b64encode(proof).rstrip(b"=").decode()
        )
        if not is_right:
            self.say({"error": "invalid_grant"}, 400)
            return
        signed = self.provider.id_token(asked.get("nonce"))
        self.say({"access_token": "access", "token_type": "Bearer", "id_token": signed})

    def say(self, what, status=200):
        content = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        pass


@contextmanager
def openid_provider():
    """A provider that listens until the block ends."""
    with TemporaryDirectory() as folder:
        provider = Provider(folder)
        server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Own", (Handler,), {"provider": provider})
        )
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _discovery(provider):
    return {
        "issuer": provider.url,
        "authorization_endpoint": f"{provider.url}/authorize",
        "token_endpoint": f"{provider.url}/token",
        "userinfo_endpoint": f"{provider.url}/userinfo",
        "jwks_uri": f"{provider.url}/jwks",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }
