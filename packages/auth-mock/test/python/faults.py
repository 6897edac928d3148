"""Sends requests to a mock with Python's requests, and prints the outcome of each fault."""

import json
import sys

import requests

url = sys.argv[1]


def exchange(timeout=10):
    return requests.post(
        f"{url}/auth/v1/access-tokens/",
        json={"refresh_token": "mock-api-token"},
        timeout=timeout,
    )


def outcome(timeout=10, **fault):
    requests.post(f"{url}/__mock__/faults", json=fault, timeout=10).raise_for_status()
    try:
        response = exchange(timeout)
        response.json()
        return [response.status_code, response.headers.get("Retry-After")]
    except requests.RequestException as error:
        return type(error).__name__


print(
    json.dumps(
        {
            "none": exchange().status_code,
            "rateLimited": outcome(preset="rateLimited", n=1, retryAfter=7),
            "status": outcome(kind="status", status=503),
            "reset": outcome(kind="reset"),
            "truncate": outcome(kind="truncate"),
            "malformedJson": outcome(kind="malformedJson"),
            "empty": outcome(kind="empty"),
            "drip": outcome(kind="drip", chunkMs=0),
            "redirect": outcome(kind="redirect", to=f"{url}/elsewhere"),
            "hang": outcome(kind="hang", timeout=0.2),
            "refuse": outcome(kind="refuse", forMs=60000),
        }
    )
)
