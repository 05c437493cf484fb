"""Messages as they are sent: their bytes, and the headers of Standard Webhooks."""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook as Signer

from dispatcher.store.deliveries import Delivery
from dispatcher.version import VERSION
from dispatcher.webhooks.line import Headers

_SECRET_BYTES = 32


def new_secret() -> str:
    """Return a secret that nobody has had before."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def body_of(delivery: Delivery) -> bytes:
    """Return the bytes of a message: the same for each try."""
    tree = {
        "id": delivery.message_id,
        "type": delivery.topic,
        "timestamp": delivery.written_at.isoformat(),
        "plan_key": delivery.plan_key,
        "data": delivery.body,
    }
    return json.dumps(tree, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def headers_of(message_id: str, body: bytes, keys: Sequence[str], now: datetime) -> Headers:
    """Return the headers of one try.

    Parameters
    ----------
    keys
        Secrets that hold: a signature by each, so that a receiver may have either.
    """
    text = body.decode()
    signatures = [Signer(key).sign(message_id, now, text) for key in keys]
    return [
        ("Content-Type", "application/json"),
        ("User-Agent", f"dispatcher/{VERSION}"),
        ("webhook-id", message_id),
        ("webhook-timestamp", str(int(now.timestamp()))),
        ("webhook-signature", " ".join(signatures)),
    ]
