"""What Python's email package reads in emails. In: a base64 text a line. Out: a JSON object a line."""

import base64
import json
import re
import sys
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses


def people(message, name):
    header = message[name]
    return [[a.display_name, a.addr_spec] for a in header.addresses] if header else []


def words(message, name):
    """As the older half of the package reads it, which many programs use."""
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", message.get(name)))))


def old_people(message, name):
    found = getaddresses(message.get_all(name, []))
    return [[str(make_header(decode_header(display))), address] for display, address in found]


def part(piece):
    return {
        "type": piece.get_content_type(),
        "disposition": piece.get_content_disposition(),
        "name": piece.get_filename(),
        "content_id": (piece.get("Content-ID") or "").strip("<>") or None,
        "bytes": base64.b64encode(piece.get_payload(decode=True)).decode(),
        "defects": [str(d) for d in piece.defects],
    }


for line in sys.stdin:
    data = base64.b64decode(line)
    message = message_from_bytes(data, policy=policy.default)
    old = message_from_bytes(data, policy=policy.compat32)
    print(json.dumps({
        "subject": str(message["Subject"]),
        "old_subject": words(old, "Subject"),
        "from": people(message, "From"),
        "old_from": old_people(old, "From"),
        "old_to": old_people(old, "To"),
        "words": {"from": old.get("From").count("=?utf-8?"), "to": old.get("To").count("=?utf-8?")},
        "reply_to": people(message, "Reply-To"),
        "to": people(message, "To"),
        "message_id": str(message["Message-ID"]),
        "in_reply_to": str(message["In-Reply-To"]) if message["In-Reply-To"] else None,
        "references": str(message["References"]) if message["References"] else None,
        "parts": [part(piece) for piece in message.walk() if not piece.is_multipart()],
        "defects": [str(d) for d in message.defects] + [str(d) for h in message.values() for d in h.defects],
    }))
