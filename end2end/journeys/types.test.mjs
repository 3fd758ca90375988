// A question of every type, answered on a phone, with and without JavaScript. The course is the example of the content
// guide, taught by a server of its own, because what the program brings along need not have every type.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before } from "node:test";
import { journey } from "../browser.mjs";
import { ROOT, freePort, machine, netwise, serve, stop } from "../site.mjs";

const PASSWORD = "copper lantern drifts west";
const scratch = mkdtempSync(join(tmpdir(), "netwise-types-"));
let server;
let env;

/** Writes the files that the guide shows; all six questions are drawn. */
function writeContent(folder) {
  const guide = readFileSync(join(ROOT, "docs/content-guide.md"), "utf8");
  const files = new Map();
  for (const [, , path, body] of guide.matchAll(/^(`{3,})\w+ file=(\S+)\n([\s\S]*?)^\1$/gm)) {
    files.set(path, (files.get(path) ?? "") + body);
  }
  for (const [path, body] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path.endsWith("course.toml") ? body.replace("o1 = 1", "o1 = 3").replace("o2 = 1", "o2 = 3") : body);
  }
}

const links = [];
before(async () => {
  writeContent(join(scratch, "content"));
  const address = `127.0.0.1:${await freePort()}`;
  env = {
    ...machine(),
    NETWISE_DATA_DIR: join(scratch, "data"),
    NETWISE_CONTENT_DIR: join(scratch, "content"),
    NETWISE_ADDR: address,
    NETWISE_BASE_URL: `http://${address}`,
  };
  for (const name of ["Amara Okafor", "Wei Zhang", "Noor Rahman"]) {
    const email = `${name.split(" ")[0].toLowerCase()}@garden.example`;
    const told = netwise(["admin", "create", "--email", email, "--name", name], env);
    links.push(told.match(/\/invite\/\S+/)[0]);
  }
  server = await serve(env, join(scratch, "server.log"));
});

after(async () => {
  if (server) await stop(server);
  rmSync(scratch, { recursive: true, force: true });
});

async function comeIn(page, go, link) {
  await go(env.NETWISE_BASE_URL + link);
  for (const field of await page.locator("input[type=password]").all()) await field.fill(PASSWORD);
  await page.getByRole("main").getByRole("button").first().click();
  await page.waitForURL((address) => !address.pathname.startsWith("/invite"));
}

/** Answers whatever is asked, rightly; says of which type it was. */
async function answer(page, { look }) {
  const main = page.getByRole("main");
  if (await main.locator("input[name=claim]").count()) {
    await main.getByLabel("False", { exact: true }).check();
    await main.getByLabel("Their roots want to go straight down").check();
    return "true-false";
  }
  if (await main.locator("select[name^=place-]").count()) {
    // First wrong, with one place given twice: everything is kept.
    for (const select of await main.locator("select").all()) await select.selectOption("1");
    await main.getByRole("button", { name: /Next|Check/ }).last().click();
    await main.getByRole("heading", { name: "There is a problem" }).waitFor();
    for (const select of await main.locator("select").all()) assert.equal(await select.inputValue(), "1");
    await look("twice");
    await main.getByLabel("Take a spoonful of it").selectOption("1");
    await main.getByLabel("Moisten it").selectOption("2");
    await main.getByLabel("Roll it between your palms").selectOption("3");
    return "ordering";
  }
  if (await main.locator("select[name^=partner-]").count()) {
    for (const [row, words] of [["Sand", /falls apart/], ["Loam", /ball that breaks/], ["Clay", /sausage/]]) {
      const select = main.getByLabel(row, { exact: true });
      const offers = await select.locator("option").allInnerTexts();
      await select.selectOption({ index: offers.findIndex((offer) => words.test(offer)) });
    }
    return "matching";
  }
  if (await main.locator("input[name=step]").count()) {
    assert.ok(!(await page.content()).includes("long sausage."), "what follows is not in the page yet");
    await main.getByLabel("Test the soil first").check();
    await main.getByRole("button", { name: "Choose" }).click();
    await main.getByText("It rolls to a long sausage.").waitFor();
    await look("next-situation");
    await main.getByLabel("Suggest cabbages instead").check();
    await main.getByRole("button", { name: "Choose" }).click();
    await main.getByText("This scenario is done.").waitFor();
    return "branch";
  }
  if (await main.getByText("What kind of soil is it?").count()) {
    await main.getByLabel("Clay, because it rolls").check();
    return "single";
  }
  await main.getByLabel("Carrots and sand").check();
  await main.getByLabel("Cabbages and clay").check();
  return "multiple";
}

/** Misses what nobody should get wrong, and knows the rest. */
async function missCritical(page, tools) {
  const main = page.getByRole("main");
  if (!(await main.getByLabel("Carrots and sand").count())) return answer(page, tools);
  await main.getByLabel("Carrots and clay").check();
  return "multiple";
}

async function takeIt({ page, go, shot, look }, person, reply = answer) {
  const site = env.NETWISE_BASE_URL;
  await comeIn(page, go, links[person]);
  await go(`${site}/courses/garden-100`);
  await look("course");
  await go(`${site}/courses/garden-100/assessment`);
  await look("before");
  await page.getByRole("button", { name: "Begin attempt 1" }).click();
  const types = new Set();
  for (let question = 1; question <= 6; question++) {
    await page.getByRole("heading", { name: `Question ${question} of 6` }).waitFor();
    await look(`question-${question}`);
    const type = await reply(page, { look });
    await shot(`answered-${type}`);
    types.add(type);
    await page.getByRole("button", { name: question < 6 ? "Next" : "Check your answers" }).last().click();
  }
  assert.equal(types.size, 6, `every type was asked: ${[...types]}`);
  await page.waitForURL("**/review");
  await look("review");
  await page.getByRole("button", { name: "Submit 6 answers" }).click();
  await page.waitForURL("**/result");
  await look("result");
}

const score = (page) => page.locator(".score-number").innerText();

journey("every type of question on a phone, with JavaScript", { view: "phone" }, async (tools) => {
  const { page, go, axe, fits, shot } = tools;
  const look = async (label) => {
    await shot(label);
    await fits();
    await axe();
  };
  await takeIt({ ...tools, look }, 0);
  assert.equal(await score(page), "100 %");

  // A word is explained where it stands, and practice is there to be compared.
  await go(`${env.NETWISE_BASE_URL}/courses/garden-100/plants`);
  await page.getByRole("button", { name: "loam" }).click();
  await page.getByText("none of which has the upper hand").waitFor({ state: "visible" });
  await look("term");
  await page.keyboard.press("Escape");
  await go(`${env.NETWISE_BASE_URL}/courses/garden-100/soil`);
  await page.getByLabel("Your text").fill("Roll it.");
  await page.getByText("Compare with the guide").click();
  await page.getByText("If it falls apart, it is sand.").waitFor({ state: "visible" });
  await look("practice");
  await go(`${env.NETWISE_BASE_URL}/glossary#loam`);
  await look("glossary");
});

journey("every type of question on a phone, without JavaScript", { view: "phone, no-js" }, async (tools) => {
  const { page, go, fits, shot } = tools;
  const look = async (label) => {
    await shot(label);
    await fits();
  };
  await takeIt({ ...tools, look }, 1);
  assert.equal(await score(page), "100 %");
  await go(`${env.NETWISE_BASE_URL}/courses/garden-100/plants`);
  await page.getByRole("button", { name: "loam" }).click();
  await page.getByText("none of which has the upper hand").waitFor({ state: "visible" });
});

journey("a critical question that was missed is asked again, on a phone", { view: "phone" }, async (tools) => {
  const { page, axe, fits, shot } = tools;
  const main = page.getByRole("main");
  await takeIt({ ...tools, look: async () => {} }, 2, missCritical);
  await main.locator('a[href$="/again"]').first().click();
  await page.waitForURL("**/again");
  await axe();
  await fits();
  await shot("again");

  // Wrong once more: it says why, and asks once more.
  const reply = async (right) => {
    await main.getByLabel(/I have read/).check();
    for (const box of await main.locator('.choice input').all()) await box.setChecked(false);
    for (const words of right) await main.getByLabel(words).check();
    await main.getByRole("button", { name: "Answer" }).click();
  };
  await reply(["Carrots and clay"]);
  await main.getByText("Your last answer was not right yet").waitFor();
  await axe();
  await fits();
  await shot("again-explained");
  await reply(["Carrots and sand", "Cabbages and clay"]);
  await page.waitForURL("**/result");
  assert.equal(await main.locator('a[href$="/again"]').count(), 0, "nothing is left to answer again");
});
