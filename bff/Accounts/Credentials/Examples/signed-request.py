#!/usr/bin/env python3
"""A signed request with Python 3 and nothing else.

APP_ID=demo-pacs APP_SECRET=… python3 signed-request.py http://localhost:5080 POST /api/film/links '{"hospitalCode":"demo-east",…}'
"""
import base64
import hashlib
import hmac
import os
import secrets
import sys
import time
import urllib.error
import urllib.request


def signed_request(base, method, target, body, app_id, app_secret):
    """target: path and query exactly as they are sent; body: bytes, empty where there is none."""
    timestamp = str(int(time.time()))
    nonce = secrets.token_hex(16)
    content_hash = hashlib.sha256(body).hexdigest()
    signed = "\n".join([method, target, timestamp, nonce, content_hash]).encode()
    signature = hmac.new(app_secret.encode(), signed, hashlib.sha256).digest()
    headers = {
        "X-App-Id": app_id,
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Content-SHA256": content_hash,
        "X-Signature": base64.b64encode(signature).decode(),
    }
    if body:
        headers["Content-Type"] = "application/json"
    return urllib.request.Request(base + target, data=body or None, headers=headers, method=method)


if __name__ == "__main__":
    base, method, target = sys.argv[1:4]
    body = sys.argv[4].encode() if len(sys.argv) > 4 else b""
    request = signed_request(base, method, target, body, os.environ["APP_ID"], os.environ["APP_SECRET"])
    try:
        with urllib.request.urlopen(request) as answer:
            sys.stdout.buffer.write(answer.read())
    except urllib.error.HTTPError as refused:
        sys.stdout.buffer.write(refused.read())
        sys.exit(1)
