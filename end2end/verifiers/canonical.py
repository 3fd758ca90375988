"""Prints the canonical form of a credential without its proof, as PyLD writes it, offline. Usage: canonical.py FILE"""

import json
import sys
from pathlib import Path

from openbadgeslib.ob3.ldp import document_loader
from pyld import jsonld

credential = json.loads(Path(sys.argv[1]).read_text())
credential.pop("proof", None)
options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": document_loader()}
sys.stdout.buffer.write(jsonld.normalize(credential, options).encode())
