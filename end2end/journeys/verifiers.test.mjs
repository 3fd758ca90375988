// A certificate that is earned here, judged by software that other people wrote, with nothing but what the site publishes:
// accepted as it is, refused when it was tampered with, when another key signed it, and once it is revoked.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { journey, url } from "../browser.mjs";
import { answerAll, choosePassword, studyTheRest, submitAndSee } from "../earn.mjs";
import { newcomer } from "../newcomer.mjs";
import { attachmentsOf, checkPdf, codesOf, textOf } from "../paper.mjs";
import { signIn } from "../sign-in.mjs";
import { freePort, machine, netwise, serve, stop } from "../site.mjs";
import { canonizeByPyld, judgeBadges } from "../verifiers/badge.mjs";
import { judgeProof, judgeSchema, judgeToken } from "../verifiers/judge.mjs";
import { published, withKeysOf } from "../verifiers/published.mjs";
import { signedForm } from "../verifiers/signed.mjs";
import { visitor } from "../visitor.mjs";

const NAME = "Zoé Castellanos";
const PASSWORD = "nine amber kites at noon";
const REASON = "It was issued for the wrong course";

const scratch = mkdtempSync(join(tmpdir(), "netwise-other-"));
let other;
after(async () => {
  if (other) await stop(other);
  rmSync(scratch, { recursive: true, force: true });
});

/** The keys of another site, which starts for no other purpose. */
async function foreignKeys() {
  const address = `127.0.0.1:${await freePort()}`;
  const env = { ...machine(), NETWISE_DATA_DIR: join(scratch, "data"), NETWISE_ADDR: address, NETWISE_BASE_URL: `http://${address}` };
  netwise(["admin", "create", "--email", "ada@other.example", "--name", "Ada Lind"], env);
  other = await serve(env, join(scratch, "server.log"));
  return (await published(env.NETWISE_BASE_URL)).did;
}

/** Somebody new learns and earns; the number of their certificate. */
async function earn(page) {
  const administrator = await visitor("administrator");
  const { link } = await newcomer(administrator, NAME, "Workshop");
  await administrator.close();
  await choosePassword(page, link, PASSWORD);
  await studyTheRest(page);
  await answerAll(page, "start-100");
  return submitAndSee(page);
}

/** All that the page offers to take along, as bytes. */
async function takeAlong(page, context) {
  const files = {};
  for (const kind of ["json", "jwt", "svg", "pdf"]) {
    const address = await page.locator(`a[href$="/${kind}"]`).first().getAttribute("href");
    const answer = await context.request.get(address);
    assert.ok(answer.ok(), `${address}: ${answer.status()}`);
    files[kind] = await answer.body();
  }
  return files;
}

/** Takes it back by the administrator's pages. */
async function revoke({ page, context, account, axe }, number) {
  await context.clearCookies();
  await signIn(page, account("administrator"));
  await page.goto(`/admin/certificates?q=${number}`);
  await page.getByRole("checkbox", { name: new RegExp(number) }).check();
  await page.getByRole("button", { name: /^Revoke/ }).click();
  await page.getByLabel("Reason").fill(REASON);
  await axe();
  await page.getByRole("main").getByRole("button", { name: /^Revoke/ }).click();
  await page.waitForURL("**/admin/certificates?done=*");
}

/** A file handed in at /verify; what the page says first. */
async function handIn(page, name, mimeType, buffer) {
  await page.goto("/verify");
  await page.getByLabel("File", { exact: true }).setInputFiles({ name, mimeType, buffer });
  await page.getByRole("button", { name: "Check this file" }).click();
  await page.locator("h1.verdict-word, .verdict-word, h1").first().waitFor();
  return page.getByRole("heading", { level: 1 }).innerText();
}

const renamed = (text) => {
  const changed = text.replaceAll(NAME, "Somebody Else");
  assert.notEqual(changed, text, "the name stands in it");
  return changed;
};

/** A token with another name in it, under the same signature. */
function renamedToken(token) {
  const [head, body, signature] = token.split(".");
  const changed = renamed(Buffer.from(body, "base64url").toString());
  return [head, Buffer.from(changed).toString("base64url"), signature].join(".");
}

async function accepted({ json, jwt, svg }, known) {
  assert.equal(await judgeProof(JSON.parse(json), known), "accepted");
  assert.equal(await judgeToken(jwt, known), "accepted");
  assert.deepEqual(judgeSchema(JSON.parse(json)), []);
  const verdicts = judgeBadges({ "good.json": json, "good.jwt": jwt, "good.svg": svg }, known);
  assert.deepEqual(verdicts, { "good.json": "accepted", "good.jwt": "accepted", "good.svg": "accepted" });
}

/** None of them takes it, and each because the signature does not fit. */
async function refused(kind, { json, jwt, svg }, known) {
  assert.match(await judgeProof(JSON.parse(json), known), /^refused: .*signature/i);
  assert.match(await judgeToken(jwt, known), /^refused: .*signature/i);
  const verdicts = Object.entries(judgeBadges({ [`${kind}.json`]: json, [`${kind}.jwt`]: jwt, [`${kind}.svg`]: svg }, known));
  assert.equal(verdicts.length, 3);
  for (const [file, verdict] of verdicts) assert.match(verdict, /^refused: .*signature/i, file);
}

async function revoked({ json, jwt, svg }, known) {
  assert.equal(await judgeProof(JSON.parse(json), known), "revoked");
  assert.equal(await judgeToken(jwt, known), "revoked");
  const verdicts = Object.entries(judgeBadges({ "revoked.json": json, "revoked.jwt": jwt, "revoked.svg": svg }, known));
  assert.equal(verdicts.length, 3);
  for (const [file, verdict] of verdicts) assert.match(verdict, /^refused.*'revocation' is set/, file);
}

/** Two programs write the same canonical form, and it is what the site signed, to the last byte. */
async function sameForm(json, did) {
  const { canonical, signed, signedWithoutLastByte } = await signedForm(JSON.parse(json), did);
  assert.equal(canonizeByPyld(json), canonical);
  assert.deepEqual({ signed, signedWithoutLastByte }, { signed: true, signedWithoutLastByte: false });
}

async function goodPaper(pdf, { json, number, known }) {
  const file = join(scratch, "certificate.pdf");
  writeFileSync(file, pdf);
  checkPdf(file);
  const attached = attachmentsOf(file);
  assert.deepEqual(Object.keys(attached), ["credential.json"]);
  assert.equal(attached["credential.json"], json, "the same credential, byte for byte");
  assert.equal(await judgeProof(JSON.parse(attached["credential.json"]), known), "accepted");
  assert.deepEqual(codesOf(file), [`${url}/verify/${number}`]);
  const text = textOf(file).replace(/\s+/g, " ");
  const { name: title } = JSON.parse(json).credentialSubject.achievement;
  const places = ["Harbour & Vale", NAME, title, number].map((words) => text.indexOf(words));
  assert.ok(places.every((place, index) => place >= 0 && (index === 0 || place > places[index - 1])), `${places} in ${text}`);
}

journey("other people's software judges a certificate that was earned here", {}, async (tools) => {
  const { page, context, axe, shot } = tools;
  const number = await earn(page);
  const { pdf, ...rest } = await takeAlong(page, context);
  const good = Object.fromEntries(Object.entries(rest).map(([kind, bytes]) => [kind, bytes.toString()]));
  const known = await published(url);

  await accepted(good, known);
  await sameForm(good.json, known.did);
  await goodPaper(pdf, { json: good.json, number, known });
  await refused("tampered", { json: renamed(good.json), jwt: renamedToken(good.jwt), svg: renamed(good.svg) }, known);
  await refused("wrong-key", good, { ...known, did: withKeysOf(known.did, await foreignKeys()) });

  // And the site itself, handed the changed file, says what was changed.
  await context.clearCookies();
  assert.equal(await handIn(page, "credential.json", "application/json", Buffer.from(renamed(good.json))), "Altered");
  await page.getByRole("rowheader", { name: "Name of the holder" }).waitFor();
  await axe();
  await shot("altered");

  await revoke(tools, number);
  await revoked(good, await published(url));
  // What was fetched before does not know of it.
  await accepted(good, known);
  await context.clearCookies();
  assert.equal(await handIn(page, "certificate.pdf", "application/pdf", pdf), "Revoked");
  await page.getByText(REASON).first().waitFor();
  await axe();
  await shot("revoked");
});
