// The first page anyone sees, in every way it can be looked at.

import assert from "node:assert/strict";
import { journey, views } from "../browser.mjs";

for (const view of Object.keys(views)) {
  journey(`the front page, ${view}`, { view }, async ({ page, go, axe, fits, shot }) => {
    await go("/");
    assert.match(await page.title(), /Netwise/);
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1, "one main heading");
    await fits();
    if (views[view].javaScriptEnabled !== false) await axe();
    await shot("whole");
  });
}
