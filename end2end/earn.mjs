// Learning a course to its certificate, in the browser; the same with and without JavaScript.

import assert from "node:assert/strict";
import { answerRightly, rightAnswers } from "./answers.mjs";

/** Studies what is not done yet, by the button at the end of each lesson. */
export async function studyTheRest(page) {
  await page.getByRole("main").getByRole("link", { name: "Continue" }).first().click();
  while (!page.url().endsWith("/assessment")) {
    const before = page.url();
    await page.getByRole("button", { name: "Mark as done and continue" }).click();
    await page.waitForURL((address) => address.href !== before);
  }
}

/** Begins the assessment and answers all of it rightly, up to the review. */
export async function answerAll(page, course) {
  const right = rightAnswers(course);
  await page.getByRole("button", { name: "Begin attempt 1" }).click();
  for (;;) {
    const heading = page.getByRole("heading", { name: /^Question \d+ of \d+$/ });
    const [, question, questions] = (await heading.innerText()).match(/(\d+) of (\d+)/);
    assert.ok((await answerRightly(page, right)) > 0, `the bank knows an answer to question ${question}`);
    const last = question === questions;
    await page.getByRole("button", { name: last ? "Check your answers" : "Next" }).last().click();
    if (last) break;
    await page.getByRole("heading", { name: `Question ${Number(question) + 1} of ${questions}` }).waitFor();
  }
  await page.waitForURL("**/review");
}

/** Hands the answers in and goes on to the certificate; returns its number. */
export async function submitAndSee(page) {
  await page.getByRole("button", { name: /^Submit \d+ answers$/ }).click();
  await page.waitForURL("**/result");
  await page.getByRole("link", { name: "See your certificate" }).click();
  await page.waitForURL("**/certificates/NW-*");
  return page.url().split("/").at(-1);
}

/** Chooses a first password by a one-time link. */
export async function choosePassword(page, link, password) {
  await page.goto(link);
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("The same password again").fill(password);
  await page.getByRole("button", { name: /^Set password/ }).click();
  await page.waitForURL((address) => !address.pathname.startsWith("/invite"));
}
