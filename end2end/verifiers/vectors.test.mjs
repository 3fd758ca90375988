// What the tests of the crate `open-badge` sealed, judged by other people's software: good ones are accepted, and ones that
// are tampered with, revoked or signed with another key are not.
//
// Reads target/tmp/open-badge, which `cargo test --package open-badge` writes.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { canonize, judgeProof, judgeSchema, judgeToken } from "./judge.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(HERE));
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
const FOLDER = join(TARGET, "tmp/open-badge");
const PYTHON = join(ROOT, "target/tools/verifiers/bin/python");

assert.ok(existsSync(FOLDER), `${FOLDER} is not there; run \`cargo test --package open-badge\` first`);
const text = (name) => readFileSync(join(FOLDER, name), "utf8");
const json = (name) => JSON.parse(text(name));
const did = json("did.json");
const list = json("status.json");
const listToken = text("status.jwt");

const VERDICTS = { good: /^accepted$/, revoked: /^revoked$/, tampered: /^refused/, "wrong-key": /^refused/ };

for (const [name, verdict] of Object.entries(VERDICTS)) {
  test(`@digitalbazaar/vc on the ${name} proof`, async () => {
    assert.match(await judgeProof(json(`${name}.json`), { did, list }), verdict);
  });
  test(`jose on the ${name} token`, async () => {
    assert.match(await judgeToken(text(`${name}.jwt`), { did, listToken }), verdict);
  });
  test(`the published schema on the ${name} credential`, () => {
    assert.deepEqual(judgeSchema(json(`${name}.json`)), []);
  });
}

test("the published schema refuses what is no credential", () => {
  const { issuer, ...without } = json("good.json");
  assert.notDeepEqual(judgeSchema(without), []);
});

for (const name of ["full", "least"]) {
  test(`the canonical form of ${name} is theirs, byte for byte`, async () => {
    assert.equal(text(`${name}.nq`), await canonize(json(`${name}.unsigned.json`), did));
  });
}

test("openbadgeslib accepts the good ones and refuses the others", () => {
  const verdicts = JSON.parse(execFileSync(PYTHON, [join(HERE, "judge.py"), FOLDER], { encoding: "utf8" }));
  assert.ok(Object.keys(verdicts).length >= 9, JSON.stringify(verdicts));
  for (const [file, verdict] of Object.entries(verdicts)) {
    if (file.startsWith("good.")) assert.equal(verdict, "accepted", file);
    else assert.match(verdict, /^refused/, file);
    if (file.startsWith("revoked.")) assert.match(verdict, /'revocation' is set/, file);
  }
});
