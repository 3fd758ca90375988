// Runs the judges that are written in Python on credentials that a journey has at hand.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const PYTHON = join(HERE, "../../target/tools/verifiers/bin/python");

/** What openbadgeslib says of each file, given what the site publishes. */
export function judgeBadges(files, { did, list, listToken }) {
  const all = { ...files, "did.json": JSON.stringify(did), "status.json": JSON.stringify(list), "status.jwt": listToken };
  return inFolder(all, (folder) => JSON.parse(python("judge.py", folder)));
}

/** The canonical form of a credential, as PyLD writes it. */
export function canonizeByPyld(text) {
  return inFolder({ "credential.json": text }, (folder) => python("canonical.py", join(folder, "credential.json")));
}

const python = (script, argument) => execFileSync(PYTHON, [join(HERE, script), argument], { encoding: "utf8" });

function inFolder(files, body) {
  const folder = mkdtempSync(join(tmpdir(), "netwise-judged-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
