// What comes out on paper: no furniture, links spelled out in running text, black on white also for those who read in the dark,
// and nothing cut off.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { journey } from "../browser.mjs";
import { pagesOf, pictures, textOf } from "../paper.mjs";
import { signIn } from "../sign-in.mjs";

const FURNITURE = "header.site-header, footer.site-footer, nav, button:not(.term), .button, .skip, .no-print, .breadcrumb, .subnav, .finish";
// A4 between the margins of style/print.css, at 96 dots an inch.
const PAPER = { width: Math.floor(((210 - 2 * 16) / 25.4) * 96), height: 900 };
const SHEET = { width: Math.ceil((297 / 25.4) * 96), height: 800 };

const scratch = mkdtempSync(join(tmpdir(), "netwise-print-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Elements that a selector finds and that can be seen, as the beginning of their text. */
function seen(page, selector) {
  return page.locator(selector).evaluateAll((all) =>
    all.filter((element) => element.checkVisibility() && element.getClientRects().length > 0).map((element) => element.outerHTML.slice(0, 90)),
  );
}

/** What shows less than it has, because it scrolls or hides the rest. */
function cut(page) {
  return page.locator("main, main *").evaluateAll((all) =>
    all
      .filter((element) => element.checkVisibility() && !element.matches(".visually-hidden, .visually-hidden *"))
      .filter((element) => ["hidden", "auto", "scroll", "clip"].includes(getComputedStyle(element).overflowX))
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 90)),
  );
}

/** Links in running text that lead elsewhere and do not say where. */
function silentLinks(page) {
  return page.locator('.prose a[href^="http"]').evaluateAll((all) =>
    all.filter((link) => !getComputedStyle(link, "::after").content.includes(link.getAttribute("href"))).map((link) => link.href),
  );
}

/** The words that can be read on the page. */
const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];

/** Prints the page into a file of the machine's own choosing. */
async function print(page, name) {
  const file = join(scratch, `${name}.pdf`);
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  if (process.env.NETWISE_SCREENSHOTS) pictures(file, `print-${name}`);
  return file;
}

/** Looks at a page as paper; returns the file that was printed. */
async function onPaper(page, address, { name, size = PAPER }) {
  await page.goto(address);
  // Somebody who reads in the dark prints on white paper all the same.
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize(size);
  assert.deepEqual(await seen(page, FURNITURE), [], `${name}: furniture`);
  assert.deepEqual(await cut(page), [], `${name}: cut off`);
  assert.deepEqual(await silentLinks(page), [], `${name}: links that do not say where they lead`);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor).then((colours) => /\(0, 0, 0, 0\)|255, 255, 255/.test(colours)), true, `${name}: white`);
  const file = await print(page, name);
  const printed = new Set(words(textOf(file).replace(/-\n/g, "")));
  const text = await page.getByRole("main").innerText();
  assert.ok(words(text).length > 20, `${name}: there is something to read`);
  assert.deepEqual(words(text).filter((word) => !printed.has(word)), [], `${name}: words that are not on the paper`);
  await page.emulateMedia({ media: null, colorScheme: null });
  return file;
}

journey("a learner prints a lesson, a transcript and a certificate", {}, async ({ page, account, fits }) => {
  await signIn(page, account("learner with a certificate"));
  await onPaper(page, "/courses/rsm-210s/bullying-and-images", { name: "lesson" });
  assert.ok((await page.locator('.prose a[href^="http"]').count()) > 0, "the lesson has links that lead elsewhere");
  await onPaper(page, "/transcript", { name: "transcript" });
  await fits();

  await page.goto("/certificates");
  const address = await page.getByRole("main").locator('a[href^="/certificates/NW-"]').first().getAttribute("href");
  const file = await onPaper(page, address, { name: "certificate", size: SHEET });
  const [{ width, height }, ...more] = pagesOf(file);
  assert.equal(more.length, 0, "one sheet");
  assert.ok(width > height, "landscape");
});

journey("an administrator prints the report", {}, async ({ page, account }) => {
  await signIn(page, account("administrator"));
  const file = await onPaper(page, "/admin/reports", { name: "report" });
  for (const { width, height } of pagesOf(file)) assert.ok(height > width, "portrait");
});

journey("a teacher prints a guide to hand out", {}, async ({ page }) => {
  await onPaper(page, "/guides/facilitator", { name: "guide" });
});
