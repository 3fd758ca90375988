// Looking at every page that a role is to see: no barrier in light or dark, nothing wider than a small phone, one main heading.
//
// With NETWISE_SCREENSHOTS set, pictures of all of them are in target/screenshots.

import assert from "node:assert/strict";
import { journey } from "./browser.mjs";
import { pages } from "./doors.mjs";
import { examples, filled } from "./examples.mjs";
import { signIn } from "./sign-in.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };
const SMALLEST = { width: 320, height: 740 };
const PICTURES = Boolean(process.env.NETWISE_SCREENSHOTS);
const NOT_FOUND = ["/no-such-page", "/verify/NW-0000-0000-0000"];

/** Addresses by role. */
const PAGES = pages();
PAGES.anyone.push("/no-such-page");

/** Goes there; fails when something else is shown than what was asked for. */
async function arrive(page, address) {
  const answer = await page.goto(address);
  const expected = NOT_FOUND.includes(address) ? [200, 404] : [200];
  assert.ok(expected.includes(answer.status()), `answered ${answer.status()}`);
  assert.equal(new URL(page.url()).pathname, address.split("?")[0], "leads elsewhere");
  assert.equal(await page.locator("h1").count(), 1, "one main heading");
  assert.match(await page.title(), /\S · Netwise|^Netwise/);
}

/** Looks at each of a role's pages; says of all that are wrong what is wrong, not only of the first. */
async function lookAtAll({ page, account, shot }, role, size, look) {
  const known = await examples();
  if (role !== "anyone") await signIn(page, account(role));
  const wrong = [];
  for (const address of PAGES[role].map((address) => filled(address, known))) {
    const picture = (label) => (PICTURES ? shot(`${address}-${label}`) : null);
    try {
      // As it was before a page that was wrong.
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize(size);
      await arrive(page, address);
      await look(picture);
    } catch (error) {
      wrong.push(`${address}: ${error.message}`);
    }
  }
  assert.equal(wrong.length, 0, `${wrong.length} pages of ${role}\n${wrong.join("\n")}`);
}

/** A journey over the pages of a role on a phone, light and dark, and on the smallest phone. */
export function onPhone(role) {
  journey(`pages of ${role}, phone`, { view: "phone" }, async (tools) => {
    const { page, axe, fits } = tools;
    await lookAtAll(tools, role, PHONE, async (picture) => {
      await axe();
      await fits();
      await picture("light");
      await page.emulateMedia({ colorScheme: "dark" });
      // Only colours differ.
      await axe({ tags: ["cat.color"] });
      await picture("dark");
      await page.setViewportSize(SMALLEST);
      await fits();
    });
  });
}

/** A journey over the pages of a role on a desk. */
export function onDesktop(role) {
  journey(`pages of ${role}, desktop`, { view: "desktop" }, async (tools) => {
    const { page, axe, fits } = tools;
    await lookAtAll(tools, role, DESK, async (picture) => {
      await axe();
      await fits();
      await picture("light");
      if (!PICTURES) return;
      await page.emulateMedia({ colorScheme: "dark" });
      await picture("dark");
    });
  });
}
