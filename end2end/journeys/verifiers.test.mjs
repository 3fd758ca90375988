// What the site gives out is judged by software that other people wrote, with nothing but what the site publishes.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { account, journey, url } from "../browser.mjs";
import { judgeProof, judgeSchema, judgeToken } from "../verifiers/judge.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const PYTHON = join(HERE, "../../target/tools/verifiers/bin/python");
const HOLDER = "kenji.watanabe@harbour.example";

async function fetched(context, path) {
  const answer = await context.request.get(`${url}${path}`);
  assert.ok(answer.ok(), `${path}: ${answer.status()}`);
  return (await answer.body()).toString("utf8");
}

journey("other people's software accepts a certificate of the site", {}, async ({ page, context, go, axe, shot }) => {
  await go("/sign-in");
  await page.getByLabel("E-mail address").fill(HOLDER);
  await page.getByLabel("Password").fill(account("learner").password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/home");
  await go("/certificates");
  await page.locator(".card-course a").first().click();
  const own = new URL(page.url()).pathname;
  await axe();

  const [good, token, badge] = await Promise.all(["json", "jwt", "svg"].map((kind) => fetched(context, `${own}/${kind}`)));
  const [did, list, listToken] = await Promise.all(
    ["/.well-known/did.json", "/status/1", "/status/1/jwt"].map((path) => fetched(context, path)),
  );
  const known = { did: JSON.parse(did), list: JSON.parse(list), listToken };
  assert.equal(await judgeProof(JSON.parse(good), known), "accepted");
  assert.equal(await judgeToken(token, known), "accepted");
  assert.deepEqual(judgeSchema(JSON.parse(good)), []);
  const tampered = good.replace("Kenji", "Someone");
  assert.match(await judgeProof(JSON.parse(tampered), known), /^refused/);

  const folder = mkdtempSync(join(tmpdir(), "netwise-judged-"));
  try {
    const files = { "did.json": did, "status.json": list, "status.jwt": listToken, "good.json": good, "good.jwt": token, "good.svg": badge, "tampered.json": tampered };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const verdicts = JSON.parse(execFileSync(PYTHON, [join(HERE, "../verifiers/judge.py"), folder], { encoding: "utf8" }));
    assert.match(verdicts["tampered.json"], /^refused/);
    for (const name of ["good.json", "good.jwt", "good.svg"]) assert.equal(verdicts[name], "accepted", name);
  } finally {
    rmSync(folder, { recursive: true });
  }

  // And the site itself, handed the changed file, says what was changed.
  await go("/verify");
  await axe();
  await shot("verify");
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "credential.json", mimeType: "application/json", buffer: Buffer.from(tampered) });
  await page.getByRole("button", { name: "Check this file" }).click();
  await page.getByRole("heading", { name: "Altered", level: 1 }).waitFor();
  await page.getByRole("rowheader", { name: "Name of the holder" }).waitFor();
  await axe();
  await shot("altered");
});
