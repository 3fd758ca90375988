// Every page, as each role sees it: no barrier in light or dark, nothing wider than a small phone.

import { journey } from "../browser.mjs";

const PAGES = {
  anyone: ["/", "/courses", "/courses/start-100", "/sign-in", "/forgot-password", "/verify", "/no-such-page"],
  "learner with a certificate": [
    "/home",
    "/courses",
    "/courses/start-100",
    "/courses/start-100/what-a-pln-is",
    "/courses/start-100/footprint",
    "/courses/start-100/check-before-you-share",
    "/courses/start-100/assessment",
    "/transcript",
    "/certificates",
    "/account",
  ],
  manager: ["/team", "/team/decide/remind", "/team/export"],
  administrator: [
    "/admin",
    "/admin/people",
    "/admin/people?status=overdue",
    "/admin/people?q=nobody-of-this-name",
    "/admin/people/new",
    "/admin/people/import",
    "/admin/units",
    "/admin/units/new",
    "/admin/mail",
    "/admin/decide/extend",
    "/admin/decide/exempt?status=due-soon",
    "/admin/export",
    "/admin/programs",
    "/admin/programs/onboarding",
    "/admin/assign",
    "/admin/reports",
    "/admin/ledger",
    "/admin/ledger/verify",
    "/admin/settings",
    "/admin/settings/name",
    "/admin/settings/image/logo",
    "/admin/setup",
  ],
};
const SMALL = { width: 320, height: 740 };

async function enter(page, account, role) {
  if (role === "anyone") return;
  const { email, password } = account(role);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/home");
}

for (const [role, addresses] of Object.entries(PAGES)) {
  for (const view of ["desktop", "dark", "phone", "phone, dark"]) {
    journey(`every page of ${role}, ${view}`, { view }, async ({ page, account, axe, fits, shot }) => {
      await enter(page, account, role);
      for (const address of addresses) {
        await page.goto(address);
        await axe();
        await fits();
        await shot(address);
      }
    });
  }
  journey(`no page of ${role} is wider than the smallest phone`, { context: { viewport: SMALL } }, async ({ page, account, fits }) => {
    await enter(page, account, role);
    for (const address of addresses) {
      await page.goto(address);
      await fits();
    }
  });
}
