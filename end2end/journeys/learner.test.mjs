// The main job: from signing in to a certificate that a stranger can check.

import assert from "node:assert/strict";
import { answerRightly, rightAnswers } from "../answers.mjs";
import { journey } from "../browser.mjs";
import { studyTheRest } from "../earn.mjs";
import { signIn } from "../sign-in.mjs";

const COURSE = "start-100";
const RIGHT = rightAnswers(COURSE);
const QUESTIONS = 9;

async function checkByNumber(page, go, number) {
  await go("/verify");
  await page.getByLabel("Certificate number").fill(number.toLowerCase().replaceAll("-", " "));
  await page.getByRole("main").getByRole("button", { name: "Verify", exact: true }).click();
  await page.waitForURL(`**/verify/${number}`);
  assert.match(await page.locator("h1, .verdict-word").first().innerText(), /Valid/);
}

journey("a learner earns a certificate, with JavaScript", {}, async ({ page, context, go, account, axe, hydrated, shot }) => {
  await signIn(page, account("learner"));
  await axe();
  await shot("home");
  await studyTheRest(page);
  await page.getByRole("button", { name: "Begin attempt 1" }).click();

  for (let question = 1; question <= QUESTIONS; question++) {
    await page.getByRole("heading", { name: `Question ${question} of ${QUESTIONS}` }).waitFor();
    await hydrated();
    if (question === 1) {
      // A digit chooses, as a tap would.
      await page.keyboard.press("2");
      assert.ok(await page.locator(".choice input").nth(1).isChecked(), "2 chooses the second option");
      await page.getByRole("status").filter({ hasText: /^Saved/ }).waitFor();
      if ((await page.locator(".choice input").first().getAttribute("type")) === "checkbox") await page.keyboard.press("2");
    }
    assert.ok((await answerRightly(page, RIGHT)) > 0, "the bank knows an answer to the question");
    await page.getByRole("status").filter({ hasText: /^Saved \d\d:\d\d$/ }).waitFor();
    if (question === 1) {
      await axe();
      await shot("question");
      // What was saved is there again, without any button having been pressed.
      await page.reload();
      assert.ok((await page.locator(".choice input:checked").count()) > 0, "the answer survived a reload");
    }
    await page.getByRole("button", { name: question < QUESTIONS ? "Next" : "Check your answers" }).last().click();
  }

  await page.waitForURL("**/review");
  await axe();
  await shot("review");
  await page.getByRole("button", { name: `Submit ${QUESTIONS} answers` }).click();
  await page.waitForURL("**/result");
  assert.equal(await page.locator(".score-number").innerText(), "100 %");
  await axe();
  await shot("result");

  await page.getByRole("link", { name: "See your certificate" }).click();
  await page.waitForURL("**/certificates/NW-*");
  await axe();
  await shot("certificate");
  const number = page.url().split("/").at(-1);

  // The back button leads to no second submission.
  await page.goBack();
  assert.match(page.url(), /\/result$/);

  // A stranger checks it: no cookie of this site.
  await context.clearCookies();
  await checkByNumber(page, go, number);
  await axe();
  await shot("verified");
});

journey("a student earns a certificate on a phone, without JavaScript", { view: "phone, no-js" }, async ({ page, context, go, account, fits, shot }) => {
  await signIn(page, account("student"));
  await fits();
  await shot("home");
  await studyTheRest(page);
  await fits();
  await page.getByRole("button", { name: "Begin attempt 1" }).click();

  // Going on without an answer says so, and keeps the place.
  await page.getByRole("button", { name: "Next" }).last().click();
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  assert.match(await page.title(), /^Error:/);
  await page.locator(".error-summary").getByRole("link", { name: /Choose an answer/ }).waitFor();
  await fits();
  await shot("empty-answer");

  // Skipping is allowed, and the review says what is missing.
  await page.getByRole("button", { name: "Skip" }).click();
  for (let question = 2; question <= QUESTIONS; question++) {
    await page.getByRole("heading", { name: `Question ${question} of ${QUESTIONS}` }).waitFor();
    await answerRightly(page, RIGHT);
    if (question === 2) await page.getByLabel("Flag to look at again").check();
    await page.getByRole("button", { name: question < QUESTIONS ? "Next" : "Check your answers" }).last().click();
  }
  await page.waitForURL("**/review");
  assert.match(await page.getByRole("main").innerText(), /8 of 9 answered, 1 flagged/);
  await fits();
  await shot("review");
  await page.getByRole("link", { name: "Answer question 1" }).click();
  await answerRightly(page, RIGHT);
  await page.getByRole("button", { name: "See all your answers" }).click();
  await page.getByRole("button", { name: `Submit ${QUESTIONS} answers` }).click();
  await page.waitForURL("**/result");
  assert.match(await page.locator(".score-word").innerText(), /Passed/);
  await fits();
  await shot("result");

  await page.getByRole("link", { name: "See your certificate" }).click();
  await page.waitForURL("**/certificates/NW-*");
  await fits();
  await shot("certificate");
  const number = page.url().split("/").at(-1);
  await context.clearCookies();
  await checkByNumber(page, go, number);
  await fits();
});

journey("a wrong password keeps what was typed", {}, async ({ page, go, account, axe, shot }) => {
  const { email } = account("manager");
  await go("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("not the right words at all");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  assert.match(await page.title(), /^Error:/);
  assert.equal(await page.getByLabel("E-mail address").inputValue(), email);
  assert.equal(await page.getByLabel("Password").inputValue(), "");
  await axe();
  await shot("said");
});

journey("where reading stopped is remembered", {}, async ({ page, go, account }) => {
  await signIn(page, account("reviewer"));
  await go(`/courses/${COURSE}/footprint`);
  const recorded = page.waitForResponse((response) => response.url().endsWith("/api/record_position"));
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight * 0.4));
  assert.equal((await recorded).status(), 200);
  await go(`/courses/${COURSE}/footprint`);
  await page.getByRole("button", { name: "Go on where you stopped" }).click();
  await page.waitForFunction(() => window.scrollY > 200);
});
