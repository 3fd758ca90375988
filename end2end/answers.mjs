// Knows the right answers, from the bank in the content folder: the site itself gives none away.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Text as it is compared: without markup, quotes and spaces that typesetting may change. */
const plain = (text) => text.replace(/[*_`“”"'’‘\\]/g, "").replace(/\s+/g, " ").trim();

/** The right options of a course's bank, as plain texts. */
export function rightAnswers(course) {
  const bank = readFileSync(join(ROOT, "content/courses", course, "assessment.md"), "utf8");
  const right = new Set();
  for (const [, option] of bank.matchAll(/^- \[x\] (.+(?:\n(?! *>|- ).+)*)/gm)) right.add(plain(option));
  return right;
}

/** Chooses the right options of the question on the page; returns how many. */
export async function answerRightly(page, right) {
  let chosen = 0;
  for (const option of await page.locator(".choice").all()) {
    if (!right.has(plain(await option.locator(".choice-text").innerText()))) continue;
    await option.locator("input").check();
    chosen += 1;
  }
  return chosen;
}
