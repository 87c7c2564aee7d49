#!/usr/bin/env python3
"""The sealed value of a cookie, a second time: written from the format, not from the Rust code.

    sealed.py check                        open and re-make sealed.json and the C2SP vectors
    sealed.py make > sealed.json           make the known-answer vectors anew
    sealed.py open SECRET NAME TOKEN       print the value as JSON (a ring: comma between secrets)
    sealed.py seal SECRET NAME VALUE ...   print a token; see `sealed.py seal --help`

Exit status 1: a vector does not match, or a token does not open. Needs `cryptography`.

    token      = base64url, no padding, of: 01 || key id (4) || nonce (24) || ciphertext || tag (16)
    associated = 01 || name
    cipher     = XAES-256-GCM, https://c2sp.org/XAES-256-GCM
    key        = HKDF-SHA256(secret, no salt, "oxy/cookie/xaes-256-gcm/v1", 32)
    key id     = HKDF-SHA256(secret, no salt, "oxy/cookie/key-id/v1", 4)
    plaintext  = expires at (8, seconds since the epoch, 0 = none) || flags (1)
                 || length (2) || path || length (2) || domain || value; big-endian, UTF-8
    flags      = 1 HttpOnly, 2 Secure, 4 Lax, 8 Strict, 12 None, 16 persistent, 32 Partitioned
"""

import argparse
import base64
import hashlib
import json
import os
import re
import struct
import sys
import time
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
SAME_SITE = [None, "Lax", "Strict", "None"]
FIELDS = ["value", "expires_at", "http_only", "secure", "same_site", "persistent", "partitioned",
          "path", "domain"]


class Refused(Exception):
    """The token reads as absent."""


class Mismatch(Exception):
    """A vector is not what it should be."""


def require(holds, what):
    # Not `assert`, which `python3 -O` takes out.
    if not holds:
        raise Mismatch(what)


# --- XAES-256-GCM, step by step as C2SP numbers them ---


def xaes_key(key, nonce):
    def block(data):
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        return encryptor.update(data) + encryptor.finalize()

    l = int.from_bytes(block(bytes(16)), "big")
    k1 = (l << 1) & ((1 << 128) - 1)
    if l >> 127:
        k1 ^= 0b10000111
    k1 = k1.to_bytes(16, "big")
    m1 = b"\x00\x01X\x00" + nonce[:12]
    m2 = b"\x00\x02X\x00" + nonce[:12]
    return b"".join(block(bytes(a ^ b for a, b in zip(m, k1))) for m in (m1, m2))


def xaes_seal(key, nonce, plaintext, associated):
    return AESGCM(xaes_key(key, nonce)).encrypt(nonce[12:], plaintext, associated)


def xaes_open(key, nonce, ciphertext, associated):
    return AESGCM(xaes_key(key, nonce)).decrypt(nonce[12:], ciphertext, associated)


# --- the token ---


def derive(secret, label, length):
    return HKDF(hashes.SHA256(), length, None, label).derive(secret.encode())


def key_id(secret):
    return derive(secret, b"oxy/cookie/key-id/v1", 4)


def sealing_key(secret):
    return derive(secret, b"oxy/cookie/xaes-256-gcm/v1", 32)


def encode(cookie):
    flags = (
        cookie["http_only"]
        | cookie["secure"] << 1
        | SAME_SITE.index(cookie["same_site"]) << 2
        | cookie["persistent"] << 4
        | cookie["partitioned"] << 5
    )
    path, domain = cookie["path"].encode(), (cookie["domain"] or "").encode()
    return (
        struct.pack(">QB", cookie["expires_at"] or 0, flags)
        + struct.pack(">H", len(path)) + path
        + struct.pack(">H", len(domain)) + domain
        + cookie["value"].encode()
    )


def decode(data):
    try:
        expires_at, flags = struct.unpack_from(">QB", data)
        if flags >> 6:
            raise Refused("unknown flags")
        texts, at = [], 9
        for _ in range(2):
            (length,) = struct.unpack_from(">H", data, at)
            at += 2 + length
            if at > len(data):
                raise Refused("truncated")
            texts.append(data[at - length:at].decode())
        return {
            "value": data[at:].decode(),
            "expires_at": expires_at or None,
            "http_only": bool(flags & 1),
            "secure": bool(flags & 2),
            "same_site": SAME_SITE[flags >> 2 & 3],
            "persistent": bool(flags & 16),
            "partitioned": bool(flags & 32),
            "path": texts[0],
            "domain": texts[1] or None,
        }
    except (struct.error, UnicodeDecodeError) as error:
        raise Refused(str(error)) from error


def seal(secret, name, nonce, cookie):
    sealed = xaes_seal(sealing_key(secret), nonce, encode(cookie), VERSION + name.encode())
    token = VERSION + key_id(secret) + nonce + sealed
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode()


def open_token(ring, name, token, now=None):
    """The cookie and whether an old key of the ring sealed it; `now=None` ignores the expiry."""
    if len(token) > 4096 or not re.fullmatch(r"[A-Za-z0-9_-]*", token) or len(token) % 4 == 1:
        raise Refused("not base64url without padding")
    data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != token:
        raise Refused("trailing bits")
    if len(data) < 45 or data[:1] != VERSION:
        raise Refused("too short or of another version")
    for index, secret in enumerate(ring):
        if key_id(secret) == data[1:5]:
            break
    else:
        raise Refused("unknown key")
    try:
        plaintext = xaes_open(sealing_key(secret), data[5:29], data[29:], VERSION + name.encode())
    except InvalidTag as error:
        raise Refused("tampered with or sealed for another name") from error
    cookie = decode(plaintext)
    if now is not None and cookie["expires_at"] is not None and now >= cookie["expires_at"]:
        raise Refused("expired")
    return cookie, index > 0


# --- the known answers ---

PAGE = "my-super-secret-key-must-be-32-bytes"
NEW = "GdWx1CmJ4f0vUaTqkzE7sYp2RnBhL9oM"
LONG = "z" * 200


def vector(about, name, value, ring=(PAGE,), sealed_by=0, **fields):
    cookie = {
        "value": value, "expires_at": None, "http_only": True, "secure": True, "same_site": "Lax",
        "persistent": False, "partitioned": False, "path": "/", "domain": None, **fields,
    }
    nonce = hashlib.sha256(f"nonce of: {about}".encode()).digest()[:24]
    secret = ring[sealed_by]
    return {
        "about": about, "ring": list(ring), "sealed_by": sealed_by, "key_id": key_id(secret).hex(),
        "name": name, "nonce": nonce.hex(), "cookie": {field: cookie[field] for field in FIELDS},
        "token": seal(secret, name, nonce, cookie),
    }


def make():
    hour = {"expires_at": 1767229200, "persistent": True}
    return [
        vector("default attributes, one hour", "session_id",
               "f47ac10b-58cc-4372-a567-0e02b2c3d479", **hour),
        vector("no expiry", "theme", "dark"),
        vector("domain and path", "cart", "3 books", domain="shop.example.com", path="/cart",
               same_site="Strict", **hour),
        vector("empty value", "empty", ""),
        vector("unicode value", "greeting", "Grüße, 世界 \U0001f36a; a=b\r\n\0", **hour),
        vector("another site's frame", "__Host-embed", "x", same_site="None", partitioned=True),
        vector("script-readable, http allowed", "hint", "1", http_only=False, secure=False),
        vector("SameSite unset", "legacy", "1", same_site=None),
        vector("the ring's second key", "session_id", "old", ring=(NEW, PAGE), sealed_by=1, **hour),
        vector("the ring's first key", "session_id", "new", ring=(NEW, PAGE), **hour),
        vector("a long secret, the last of four", "n", "v", ring=(NEW, PAGE, "y" * 32, LONG),
               sealed_by=3),
        vector("the last second that fits", "far", "v", expires_at=2**64 - 1, persistent=True),
        vector("a long value", "long", "0123456789" * 200),
    ]


def check_xaes():
    nonce, text = b"ABCDEFGHIJKLMNOPQRSTUVWX", b"XAES-256-GCM"
    for key, associated, expected in [
        (b"\x01" * 32, b"", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"),
        (b"\x03" * 32, b"c2sp.org/XAES-256-GCM",
         "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"),
    ]:
        found = xaes_seal(key, nonce, text, associated)
        require(found.hex() == expected, f"XAES with key {key[:1].hex()}..")
        require(xaes_open(key, nonce, found, associated) == text, "XAES does not open")

    # hashlib gives the output of SHAKE from its beginning only: 568 bytes a round are the most.
    stream, at = hashlib.shake_128().digest(10_000 * 568), 0

    def read(length):
        nonlocal at
        at += length
        return stream[at - length:at]

    results = hashlib.shake_128()
    for _ in range(10_000):
        key, nonce = read(32), read(24)
        text = read(read(1)[0])
        associated = read(read(1)[0])
        sealed = xaes_seal(key, nonce, text, associated)
        require(xaes_open(key, nonce, sealed, associated) == text, "XAES does not open")
        results.update(sealed)
    expected = "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"
    require(results.hexdigest(32) == expected, "XAES, 10,000 rounds")
    return 3


def check():
    committed = json.loads(Path(__file__).with_name("sealed.json").read_text("utf-8"))
    made = make()
    require([v["about"] for v in committed] == [v["about"] for v in made], "other vectors")
    for found, expected in zip(committed, made):
        about = expected["about"]
        require(found == expected, about)
        ring, name, token = found["ring"], found["name"], found["token"]
        opened = open_token(ring, name, token)
        require(opened == (found["cookie"], found["sealed_by"] > 0), f"{about}: does not open")
        for bad_name, bad_token in [(name + "x", token), (name, token[:-1]), (name, token + "=")]:
            try:
                open_token(ring, bad_name, bad_token)
            except Refused:
                continue
            require(False, f"{about}: opened what it should not")
    print(f"ok: {len(made)} sealed values, {check_xaes()} XAES-256-GCM vectors")


# --- the command line ---


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    commands.add_parser("make")
    opening = commands.add_parser("open")
    opening.add_argument("--at", type=int, help="the time in seconds since the epoch; default: now")
    opening.add_argument("--all", action="store_true", help="print the attributes as well")
    sealing = commands.add_parser("seal")
    for command in (opening, sealing):
        command.add_argument("secret")
        command.add_argument("name")
    opening.add_argument("token")
    sealing.add_argument("value")
    sealing.add_argument("--expires-at", type=int, help="seconds since the epoch; default: never")
    sealing.add_argument("--path", default="/")
    sealing.add_argument("--domain")
    sealing.add_argument("--same-site", choices=["Lax", "Strict", "None", "unset"], default="Lax")
    sealing.add_argument("--no-http-only", action="store_true")
    sealing.add_argument("--no-secure", action="store_true")
    sealing.add_argument("--partitioned", action="store_true")
    sealing.add_argument("--nonce", type=bytes.fromhex, help="48 hex digits; default: random")
    return parser.parse_args()


def main():
    args = arguments()
    if args.command == "check":
        try:
            check()
        except (Mismatch, Refused) as error:
            sys.exit(f"mismatch: {error}")
    elif args.command == "make":
        print(json.dumps(make(), indent=2))
    elif args.command == "open":
        now = time.time() if args.at is None else args.at
        try:
            cookie, stale = open_token(args.secret.split(","), args.name, args.token, now)
        except Refused as error:
            sys.exit(f"does not open: {error}")
        print(json.dumps({**cookie, "stale": stale} if args.all else cookie["value"]))
    elif args.command == "seal":
        nonce = os.urandom(24) if args.nonce is None else args.nonce
        if len(nonce) != 24:
            sys.exit("the nonce has 24 bytes")
        cookie = {
            "value": args.value,
            "expires_at": args.expires_at,
            "http_only": not args.no_http_only,
            "secure": not args.no_secure,
            "same_site": None if args.same_site == "unset" else args.same_site,
            "persistent": args.expires_at is not None,
            "partitioned": args.partitioned,
            "path": args.path,
            "domain": args.domain,
        }
        print(seal(args.secret.split(",")[0], args.name, nonce, cookie))


if __name__ == "__main__":
    main()
