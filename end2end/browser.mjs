// What the journeys share: a browser, ways to look at a page, and what no page may do.
//
//   import { journey } from "../browser.mjs";
//
//   journey("a learner signs in", { view: "phone" }, async ({ page, go, account, axe, shot }) => {
//     await go("/sign-in");
//     ...
//     await axe();
//     await shot("signed-in");
//   });
//
// A journey fails, whatever it asserts, when a page logs an error, throws one, breaks the content
// security policy, or asks for something that is not there. It has a browser context of its own:
// no cookie of another journey is in it.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SHOTS = join(ROOT, "target/screenshots");
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const STEP_LIMIT_MS = 10_000;
// No page has frames, so axe need not open a page of its own to join what it found in each.
const NO_FRAMES = true;
const ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Where the server under test is; end2end/run.mjs starts it. */
export const url = process.env.NETWISE_E2E_URL;
const people = JSON.parse(process.env.NETWISE_E2E_PEOPLE ?? '{"accounts":[]}');

/** `{ name, email, password }` of the nth seeded person with that role: "learner", "manager", ... */
export function account(role, nth = 0) {
  const found = people.accounts.filter((person) => person.role === role)[nth];
  assert.ok(found, `the demonstration data has no ${role} number ${nth}`);
  return { name: found.name, email: found.email, password: found.password ?? people.password };
}

/** How a page is looked at. Each is a set of options for a Playwright context. */
export const views = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  "no-js": { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false },
  "phone, no-js": { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, javaScriptEnabled: false },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  "phone, dark": { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: "dark" },
  "right-to-left": { viewport: { width: 1280, height: 800 }, locale: "ar" },
};

let launched;
function browser() {
  launched ??= chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
  return launched;
}
after(async () => (await launched)?.close());

/**
 * Registers one journey.
 *
 * Options: `view`, a name in `views`; `context`, more options for the Playwright context (`locale`,
 * `reducedMotion`, ...); `allow`, patterns of problems that this journey provokes on purpose.
 */
export function journey(name, options, body) {
  if (typeof options === "function") return journey(name, {}, options);
  const { view = "desktop", context: more = {}, allow = [], ...testOptions } = options;
  assert.ok(views[view], `there is no view "${view}"; there are: ${Object.keys(views).join(", ")}`);

  return test(name, testOptions, async (t) => {
    const context = await (await browser()).newContext({ baseURL: url, locale: "en-GB", ...views[view], ...more });
    context.setDefaultTimeout(STEP_LIMIT_MS);
    const problems = watch(context);
    const page = await context.newPage();
    const shot = (label) => screenshot(page, `${name}-${label}`);
    try {
      await body({
        t,
        page,
        context,
        account,
        shot,
        go: (address) => go(page, address),
        axe: (settings) => axe(page, settings),
        fits: () => fits(page),
        hydrated: () => hydrated(page),
      });
      const left = problems.filter((problem) => !allow.some((pattern) => pattern.test(problem)));
      assert.deepEqual(left, [], "problems on the pages of this journey");
    } catch (error) {
      const picture = await shot("failed").catch(() => "no screenshot could be taken");
      t.diagnostic(`at ${page.url()}; see ${picture}`);
      for (const problem of problems) t.diagnostic(problem);
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** Collects, from every page of a context, what no page may do. */
function watch(context) {
  const problems = [];
  context.on("console", (message) => {
    // A missing file is reported below with its address, and a form rejected with 422 is no error.
    if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return;
    problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => problems.push(`exception: ${error.error().stack ?? error.error()}`));
  context.on("response", (response) => {
    const request = response.request();
    if (response.status() < 400 || request.isNavigationRequest()) return;
    problems.push(`${response.status()} for ${request.method()} ${request.url()}`);
  });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // The browser gives up what it no longer needs when it leaves a page, and what it downloads.
    if (reason !== "net::ERR_ABORTED") problems.push(`${reason} for ${request.method()} ${request.url()}`);
  });
  // Chromium logs most violations by itself; this names where in the page each came from.
  context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) => {
      console.error(`content security policy: ${effectiveDirective} forbids ${blockedURI} at ${sourceFile}:${lineNumber} ${sample}`.trim());
    });
  });
  return problems;
}

/** Goes to an address of the site; fails unless the page is there. Returns the response. */
async function go(page, address) {
  const response = await page.goto(address, { waitUntil: "load" });
  assert.ok(response.status() < 400, `GET ${address} answered ${response.status()}`);
  return response;
}

/** Waits until the islands of the page are awake. */
async function hydrated(page) {
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
  assert.equal(await page.locator("html").getAttribute("data-hydrated"), "yes", "the islands did not start");
}

/** Fails when the page is wider than the screen. */
async function fits(page) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const reach = (element) => element.getBoundingClientRect().left + Math.max(element.offsetWidth ?? 0, element.scrollWidth);
    return [...document.querySelectorAll("body *")]
      .filter((element) => reach(element) > width + 1)
      .slice(-5)
      .map((element) => element.outerHTML.slice(0, 120))
      .concat(`document is ${document.documentElement.scrollWidth} px wide on a screen of ${width} px`);
  });
  assert.deepEqual(wide, [], "the page scrolls sideways");
}

/**
 * Fails when axe finds a barrier. Needs a view with JavaScript.
 *
 * Settings: `include`, a selector, to look at a part only; `tags`, kinds of rules, when not all; `disable`, rules to leave out.
 */
async function axe(page, { include, tags = ALL_RULES, disable = [] } = {}) {
  let builder = new AxeBuilder({ page }).withTags(tags).disableRules(disable).setLegacyMode(NO_FRAMES);
  if (include) builder = builder.include(include);
  const { violations } = await builder.analyze();
  const readable = violations.map(({ id, impact, help, helpUrl, nodes }) => {
    const places = nodes.map(({ target, html, failureSummary }) => {
      const why = failureSummary.split("\n").map((line) => `      ${line}`).join("\n");
      return `    ${target.join(" ")}  ${html.slice(0, 160)}\n${why}`;
    });
    return `  ${id} (${impact}): ${help}\n  ${helpUrl}\n${places.join("\n")}`;
  });
  assert.equal(violations.length, 0, `axe found ${violations.length} on ${page.url()}\n${readable.join("\n")}`);
}

/** Takes a picture of the whole page; returns where it is. */
async function screenshot(page, name) {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  mkdirSync(SHOTS, { recursive: true });
  const path = join(SHOTS, `${slug}.png`);
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
  return path;
}
