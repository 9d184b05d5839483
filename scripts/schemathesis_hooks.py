"""Who asks: a token for each request, and nobody pulls the rug from under the administrator who asks.

Loaded by schemathesis (SCHEMATHESIS_HOOKS). Signing in again after a 401 is schemathesis' own doing.
"""

import os
from urllib.parse import unquote

import requests
import schemathesis

BASE = os.environ["BASE_URL"]
PASSWORD = os.environ["KEFU_TEST_PASSWORD"]
ADMIN, SPARE = "schemathesis", "schemathesis-spare"

# What ends every token of whoever asks is asked by the spare account; the rest by the administrator.
REVOKING = ("/api/auth/logout", "/api/auth/password")
# What only a storefront's backend may ask.
KEY_ONLY = ("/api/auth/tokens",)


def sign_in(username):
    answer = requests.post(f"{BASE}/api/auth/login", json={"username": username, "password": PASSWORD}, timeout=20)
    answer.raise_for_status()
    return answer.json()


def headers_of(username):
    return {"Authorization": "Bearer " + sign_in(username)["access_token"]}


def who_asks(case, _context):
    path = case.operation.path.rstrip("/")
    return "key" if path in KEY_ONLY else SPARE if path in REVOKING else ADMIN


def create_spare():
    account = {"username": SPARE, "password": PASSWORD, "role": "support"}
    answer = requests.post(f"{BASE}/api/users", json=account, headers=headers_of(ADMIN), timeout=20)
    answer.raise_for_status()
    return answer.json()["id"]


ADMIN_ID = sign_in(ADMIN)["user"]["id"]
SPARE_ID = create_spare()


@schemathesis.auth(cache_by_key=who_asks)
class WhoAsks:
    def get(self, case, context):
        who = who_asks(case, context)
        return {"X-API-Key": os.environ["KEFU_TEST_API_KEY"]} if who == "key" else headers_of(who)

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers.update(data)


@schemathesis.hook
def before_call(context, case, kwargs):
    """The two accounts that ask must not be disabled, demoted or given another password: the change hits nobody."""
    if case.method.upper() in ("PATCH", "DELETE") and case.operation.path.startswith("/api/users/"):
        for name, value in (case.path_parameters or {}).items():
            if unquote(str(value)).strip() in (ADMIN_ID, SPARE_ID):
                case.path_parameters[name] = "nobody"
