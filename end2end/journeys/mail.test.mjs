// From nothing to a certificate in somebody's mailbox, by a mail server that others wrote: `netwise serve` on an empty
// folder, an organisation set up, a person invited while the mail server is down, and the program killed between sending a
// mail and noting that it was sent.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { answerRightly, rightAnswers } from "../answers.mjs";
import { journey } from "../browser.mjs";
import { ROOT, freePort, machine, netwise, serve, stop } from "../site.mjs";

const PYTHON = join(ROOT, "target/tools/mail/bin/python");
// The program waits a minute after a first failure.
const LIMIT_MS = 120_000;
const PASSWORD = "seven quiet herons at dusk";
const QUESTIONS = 9;

const scratch = mkdtempSync(join(tmpdir(), "netwise-mail-"));
const mailbox = join(scratch, "mailbox");
mkdirSync(mailbox);
let site, postOffice;
after(async () => {
  if (site) await stop(site);
  postOffice?.kill("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});

/** Starts the mail server; ends when it takes mail. */
async function openPostOffice(port) {
  const server = spawn(PYTHON, [join(ROOT, "end2end/mailbox.py"), String(port), mailbox], { stdio: ["pipe", "pipe", "inherit"] });
  await new Promise((resolve, reject) => {
    server.stdout.once("data", resolve);
    server.once("exit", (code) => reject(new Error(`the mail server went away: ${code}; run \`scripts/provision test\``)));
  });
  return server;
}

/** All mails to an address, oldest first, as text enough to look into. */
function mailsTo(address) {
  const number = (file) => Number(file.split(".")[0]);
  const files = readdirSync(mailbox).filter((file) => file.endsWith(".eml")).sort((a, b) => number(a) - number(b));
  const mails = files.map((file) => readFileSync(join(mailbox, file), "utf8"));
  return mails.filter((mail) => mail.includes(`<${address}>`)).map((mail) => mail.replace(/=\r?\n/g, "").replace(/=3D/g, "="));
}

async function until(what, holds) {
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const value = holds();
    if (value) return value;
    await sleep(100);
  }
  throw new Error(`${what}: not within ${LIMIT_MS / 1000} s`);
}

const subject = (mail) => mail.match(/^Subject: (.*?)\r?$/m)?.[1];
const messageId = (mail) => mail.match(/^Message-ID: (.*?)\r?$/im)?.[1];

async function choosePassword(page, link) {
  await page.goto(link);
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByLabel("The same password again").fill(PASSWORD);
  await page.getByRole("button", { name: /^Set password/ }).click();
}

journey("from an empty folder to a certificate by mail", {}, async ({ page, context, axe, shot }) => {
  const [port, smtp] = [await freePort(), await freePort()];
  const base = `http://127.0.0.1:${port}`;
  const env = {
    ...machine(),
    NETWISE_DATA_DIR: join(scratch, "data"),
    NETWISE_ADDR: `127.0.0.1:${port}`,
    NETWISE_BASE_URL: base,
    NETWISE_SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    NETWISE_MAIL_FROM: "netwise@bakery.example",
  };
  const log = join(scratch, "server.log");
  const printed = netwise(["admin", "create", "--email", "ada@bakery.example", "--name", "Ada Lind"], env);
  const link = printed.match(/http\S+\/invite\/\S+/)[0];
  site = await serve(env, log);

  // The first administrator is led through setting up.
  await choosePassword(page, link);
  await page.waitForURL("**/admin/setup");
  await axe();
  await shot("setup");
  await page.getByRole("link", { name: /Name your organisation/ }).click();
  await page.getByLabel("Name", { exact: false }).first().fill("Harbour Bakery");
  await page.getByRole("button", { name: /Save/ }).click();
  await page.goto(`${base}/admin/setup`);
  await page.getByRole("link", { name: /Say who stands behind certificates/ }).click();
  await page.getByLabel("Postal address").fill("1 Quay Street\nHarbour");
  await page.getByLabel("E-mail address for questions").fill("help@bakery.example");
  await page.getByLabel("Name of who signs").fill("Ada Lind");
  await page.getByLabel("Title").fill("Master baker");
  await axe();
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL("**/admin/setup");
  await page.getByRole("link", { name: /Add your units/ }).click();
  await page.getByLabel("Name").fill("Ovens");
  await page.getByRole("button", { name: "Add this unit" }).click();
  await page.goto(`${base}/admin/setup`);
  await page.getByRole("link", { name: /Say who must learn what/ }).click();
  await page.getByLabel("Unit").selectOption({ label: "Ovens" });
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: /Onboarding/ }).click();
  await page.getByLabel("Days").fill("14");
  await page.getByRole("button", { name: "Continue" }).click();
  await shot("assign");
  const sure = page.getByRole("checkbox");
  if (await sure.count()) await sure.check();
  await page.getByRole("button", { name: /Hold|Assign|confirm/i }).last().click();
  await page.waitForURL("**/admin/assigned/*");

  // Mina is invited while no mail server answers; the page says that the mail waits.
  await page.goto(`${base}/admin/people/new`);
  await page.getByLabel("Name").fill("Mina Aydın");
  await page.getByLabel("E-mail address").fill("mina@bakery.example");
  await page.getByLabel("Unit").selectOption({ label: "Ovens" });
  await page.getByRole("button", { name: /Add/ }).last().click();
  await page.getByRole("link", { name: "Go to the page of Mina Aydın" }).click();
  await page.getByRole("button", { name: "Send invitation" }).click();
  await page.waitForURL("**?invited=yes");
  await page.goto(`${base}/admin/mail`);
  await page.getByText("Mina Aydın").first().waitFor();
  await page.locator("tbody").getByText("Waiting").first().waitFor();
  assert.equal(mailsTo("mina@bakery.example").length, 0);

  // The mail server comes back, and the mail arrives by itself.
  postOffice = await openPostOffice(smtp);
  await page.reload();
  await axe();
  await shot("outbox");
  const [invitation] = await until("an invitation arrives", () => {
    const mails = mailsTo("mina@bakery.example");
    return mails.length > 0 && mails;
  });
  await context.clearCookies();
  const invite = invitation.match(new RegExp(`${base}/invite/[\\w-]+`))[0];
  await choosePassword(page, invite);
  await page.waitForURL("**/home");
  await shot("mina-home");

  // She learns.
  await page.getByRole("main").getByRole("link", { name: "Continue" }).first().click();
  while (!page.url().endsWith("/assessment")) {
    const before = page.url();
    await page.getByRole("button", { name: "Mark as done and continue" }).click();
    await page.waitForURL((address) => address.href !== before);
  }
  await page.getByRole("button", { name: "Begin attempt 1" }).click();
  const right = rightAnswers("start-100");
  for (let question = 1; question <= QUESTIONS; question++) {
    await page.getByRole("heading", { name: `Question ${question} of ${QUESTIONS}` }).waitFor();
    assert.ok((await answerRightly(page, right)) > 0);
    await page.getByRole("button", { name: question < QUESTIONS ? "Next" : "Check your answers" }).last().click();
  }
  await page.waitForURL("**/review");

  // The mail server takes the mail, and before it can say so the program is killed.
  writeFileSync(join(mailbox, "hold"), "");
  await page.getByRole("button", { name: `Submit ${QUESTIONS} answers` }).click();
  await page.waitForURL("**/result");
  const told = () => mailsTo("mina@bakery.example").filter((mail) => /certificate/i.test(subject(mail) ?? ""));
  const [first] = await until("the certificate arrives", () => told().length > 0 && told());
  // Gone for good before it starts again: a database has one program at a time.
  const gone = new Promise((resolve) => site.once("exit", resolve));
  site.kill("SIGKILL");
  await gone;
  rmSync(join(mailbox, "hold"));
  site = await serve(env, log);

  // Whoever took it over sends it again after the hold; an administrator need not wait. At most one twin, and it is the same.
  await page.goto(`${base}/certificates`);
  await page.getByRole("main").getByRole("link", { name: /Onboarding|NW-/ }).first().click();
  await page.waitForURL("**/certificates/NW-*");
  const number = page.url().split("/").at(-1);
  await sleep(3000);
  const all = told();
  assert.ok(all.length <= 2, `${all.length} mails tell of one certificate`);
  for (const mail of all) assert.equal(messageId(mail), messageId(first));
  assert.ok(first.includes(number));
  assert.match(first, /application\/pdf/);
  const pdf = Buffer.from(first.split(/Content-Transfer-Encoding: base64/i).at(-1).split("--")[0].replace(/^[^\r\n]*\r?\n\r?\n/, ""), "base64");
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.ok(existsSync(log));

  // A stranger checks the number that stands in the mail.
  await context.clearCookies();
  await page.goto(`${base}/verify/${number}`);
  await page.getByText("Valid").first().waitFor();
});
