// The connection drops while an answer is given, and returns.

import assert from "node:assert/strict";
import { answerRightly, rightAnswers } from "../answers.mjs";
import { journey } from "../browser.mjs";
import { signIn } from "../sign-in.mjs";

const COURSE = "start-100";
const RIGHT = rightAnswers(COURSE);
const CALL = "**/api/save_response";
// Longer than any pause between two tries.
const LONG_MS = 300_000;

/** Numbers of the ledger's entries that tell of an answer saved by somebody. */
async function savesBy(page, name) {
  await page.goto("/admin/ledger?kind=response.saved");
  const rows = page.locator("tbody tr").filter({ has: page.getByRole("link", { name, exact: true }) });
  return rows.getByRole("rowheader").allInnerTexts();
}

journey(
  "an answer given without a connection is kept, also over a reload, and sent once when the connection returns",
  // The last is Chromium giving up a view transition because the page is loaded anew.
  { allow: [/save_response/, /Failed to fetch/, /^exception: $/] },
  async ({ page, context, go, account, hydrated }) => {
    const auditor = account("auditor");
    await signIn(page, auditor);
    const before = await savesBy(page, auditor.name);
    // Time goes on by itself, and further when it is told to.
    await page.clock.install();
    await go(`/courses/${COURSE}/assessment`);
    await page.getByRole("button", { name: "Begin attempt 1" }).click();
    await page.getByRole("heading", { name: /^Question 1 of / }).waitFor();
    await hydrated();
    await context.setOffline(true);
    await answerRightly(page, RIGHT);
    const status = page.getByRole("status");
    await status.filter({ hasText: "Not saved yet, retrying" }).waitFor();
    const chosen = await page.locator(".choice input:checked").first().inputValue();

    // Going on would leave for the browser's own page, and with it the answer.
    await page.getByRole("button", { name: "Next" }).last().click();
    await status.filter({ hasText: "No connection: your answer is kept here and will be sent." }).waitFor();
    await page.getByRole("heading", { name: /^Question 1 of / }).waitFor();

    // The page comes back, the server still cannot be reached: what was chosen is there, and is not given up.
    let tries = 0;
    let sent = 0;
    const down = (route) => {
      tries += 1;
      return route.abort();
    };
    await page.route(CALL, down);
    await context.setOffline(false);
    await page.reload();
    await hydrated();
    assert.equal(await page.locator(".choice input:checked").first().inputValue(), chosen, "the choice survived the reload");
    await status.filter({ hasText: "Not saved yet, retrying" }).waitFor();
    assert.ok(tries > 0, "it was tried");

    // Then it arrives by itself, once, however long the page stays open.
    page.on("request", (request) => { sent += request.url().endsWith("/api/save_response") ? 1 : 0; });
    await page.unroute(CALL, down);
    await status.filter({ hasText: /^Saved \d\d:\d\d$/ }).waitFor();
    await page.clock.runFor(LONG_MS);
    assert.equal(sent, 1, "sent once");

    // The server has it, and going on with the form changes nothing.
    await page.reload();
    assert.equal(await page.locator(".choice input:checked").first().inputValue(), chosen);
    await page.getByRole("button", { name: "Next" }).last().click();
    await page.getByRole("heading", { name: /^Question 2 of / }).waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("heading", { name: /^Question 1 of / }).waitFor();
    assert.ok((await page.locator(".choice input:checked").count()) > 0, "the answer is there");
    const saves = (await savesBy(page, auditor.name)).filter((entry) => !before.includes(entry));
    assert.equal(saves.length, 1, `the server saved it once: ${saves}`);
  },
);
