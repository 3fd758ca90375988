"""Judges a folder of credentials with openbadgeslib, offline, and prints what it says as JSON: {file: verdict}."""

import json
import sys
from pathlib import Path

from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier


def main(folder: Path) -> None:
    did = json.loads((folder / "did.json").read_text())
    list_address = json.loads((folder / "status.json").read_text())["id"]

    def download(url: str) -> bytes:
        if url.endswith("/.well-known/did.json"):
            return (folder / "did.json").read_bytes()
        if url == list_address:
            # It believes a list only as a JWT.
            return (folder / "status.jwt").read_bytes()
        raise LookupError(f"asked for {url}, which is not at hand")

    def judge(path: Path) -> str:
        text = path.read_text().strip()
        try:
            if path.suffix == ".svg":
                text = OB3Verifier.extract_token_from_svg(path.read_bytes())
            kind = OB3LdpVerifier if text.startswith("{") else OB3Verifier
            verifier = kind.for_issuer_did(did["id"], download=download)
            verifier.verify(text, check_status=True, download=download)
        except Exception as error:  # noqa: BLE001 - any failure is a verdict
            return f"refused: {error}"
        return "accepted"

    names = ("good", "revoked", "tampered", "wrong-key")
    files = sorted(path for path in folder.iterdir() if path.stem in names)
    print(json.dumps({path.name: judge(path) for path in files}))


main(Path(sys.argv[1]))
