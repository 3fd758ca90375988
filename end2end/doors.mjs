// Where the pages of the site are: an entry for every address of ROUTES in src/app.rs, which a check compares with this.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./site.mjs";

/** What GET gives there is no page. */
const FILE = { nothing: "a file" };
const MACHINE = { nothing: "for software" };
const DEED = { nothing: "takes a form only" };
/** Another journey looks at it. */
const looked = (file) => ({ file });

const HOLDER = "learner with a certificate";
const BEGINNER = "reviewer";
const WHOSE = { SignedIn: [HOLDER], Anyone: ["anyone"], Manager: ["manager"], Overseer: ["administrator", "auditor"], Export: ["administrator", "auditor"], Administrator: ["administrator"] };

/**
 * Addresses to look at, by the door they are behind. `{name}` stands for one of end2end/examples.mjs. `as` names other roles
 * than those that the door is for.
 */
export const DOORS = {
  "/": { at: ["/"] },
  "/sign-in": { at: ["/sign-in"] },
  "/forgot-password": { at: ["/forgot-password", "/forgot-password?sent=yes"] },
  "/sign-out": DEED,
  "/invite/{token}": { at: ["{link}"] },
  "/home": { at: ["/home"], as: [HOLDER, BEGINNER, "manager"] },
  "/glossary": { at: ["/glossary"] },
  "/guides": { at: ["/guides"] },
  "/guides/{guide}": { at: ["/guides/facilitator", "/guides/overview-employer", "/guides/overview-school", "/guides/capstone"] },
  "/courses": { at: ["/courses"], as: ["anyone", HOLDER] },
  "/courses/{course}": { at: ["/courses/start-100", "/courses/rsm-110"], as: ["anyone", HOLDER] },
  "/courses/{course}/assessment": { at: ["/courses/start-100/assessment"], as: [HOLDER, BEGINNER] },
  "/courses/{course}/{lesson}": {
    at: ["/courses/start-100/what-a-pln-is", "/courses/start-100/footprint", "/courses/start-100/check-before-you-share"],
  },
  "/attempts/{attempt}": { at: ["{open}"], as: [BEGINNER] },
  "/attempts/{attempt}/review": { at: ["{open}/review"], as: [BEGINNER] },
  "/attempts/{attempt}/result": { at: ["{passed}", "{missed}"] },
  "/attempts/{attempt}/again": looked("types.test.mjs"),
  "/certificates": { at: ["/certificates"], as: [HOLDER, BEGINNER] },
  "/certificates/{number}": { at: ["/certificates/{number}"] },
  "/share/{number}": { at: ["/share/{number}"] },
  "/certificates/{number}/pdf": FILE,
  "/certificates/{number}/json": FILE,
  "/certificates/{number}/jwt": FILE,
  "/certificates/{number}/svg": FILE,
  "/transcript": { at: ["/transcript"], as: [HOLDER, BEGINNER] },
  "/transcript/pdf": FILE,
  "/verify": { at: ["/verify"] },
  "/verify/guide": { at: ["/verify/guide"] },
  "/verify/{number}": { at: ["/verify/{number}", "/verify/NW-0000-0000-0000"] },
  "/.well-known/did.json": MACHINE,
  "/status/{list}": MACHINE,
  "/status/{list}/jwt": MACHINE,
  "/team": { at: ["/team", "/team?status=overdue"] },
  "/team/{person}": { at: ["/team/{person}"] },
  "/team/{person}/assessments": { at: ["/team/{person}/assessments"] },
  "/team/decide/{deed}": { at: ["/team/decide/remind", "/team/decide/extend?assignment={assignment}"] },
  "/team/export": { at: ["/team/export"] },
  "/admin/export": { at: ["/admin/export", "/admin/export?list=units"] },
  "/team/acts/{act}": { at: ["{teamAct}"] },
  "/admin/decide/{deed}": {
    at: ["/admin/decide/remind?status=overdue", "/admin/decide/extend", "/admin/decide/exempt?assignment={assignment}"],
  },
  "/admin/acts/{act}": { at: ["{act}"] },
  "/admin": { at: ["/admin"] },
  "/admin/people": { at: ["/admin/people", "/admin/people?status=overdue", "/admin/people?q=nobody-of-this-name"] },
  "/admin/people/{person}": { at: ["/admin/people/{person}", "/admin/people/{holder}"] },
  "/admin/units/{unit}": { at: ["/admin/units/{unit}"] },
  "/admin/mail": { at: ["/admin/mail", "/admin/mail?state=failed"] },
  "/admin/certificates": { at: ["/admin/certificates", "/admin/certificates?state=revoked"] },
  "/admin/certificates/revoke": { at: ["/admin/certificates/revoke", "/admin/certificates/revoke?n={number}"] },
  "/admin/certificates/{number}/replace": { at: ["/admin/certificates/{number}/replace"] },
  "/admin/people/new": { at: ["/admin/people/new"] },
  "/admin/people/paste": { at: ["/admin/people/paste"] },
  "/admin/people/invite": { at: ["/admin/people/invite"] },
  "/admin/people/import": { at: ["/admin/people/import"] },
  "/admin/people/import/template": FILE,
  "/admin/people/import/{file}": { at: ["{wrongFile}", "{rightFile}"] },
  "/admin/people/import/{file}/rejected": FILE,
  "/admin/people/{person}/edit": { at: ["/admin/people/{person}/edit"] },
  "/admin/people/{person}/units": { at: ["/admin/people/{person}/units"] },
  "/admin/people/{person}/roles": { at: ["/admin/people/{person}/roles"] },
  "/admin/people/{person}/assessments": { at: ["/admin/people/{person}/assessments", "/admin/people/{holder}/assessments"] },
  "/admin/people/{person}/link": { at: ["/admin/people/{person}/link"] },
  "/admin/people/{person}/access": { at: ["/admin/people/{person}/access"] },
  "/admin/people/{person}/erase": { at: ["/admin/people/{person}/erase"] },
  "/admin/programs": { at: ["/admin/programs"] },
  "/admin/programs/{program}": { at: ["/admin/programs/onboarding"] },
  "/admin/assign": {
    at: [
      "/admin/assign",
      "/admin/assign?unit={unit}",
      "/admin/assign?unit={unit}&program=graduation",
      "/admin/assign?unit={unit}&program=graduation&days=30",
      "/admin/assign?q={name}",
      "/admin/assign?person={holder}&program=graduation",
      "/admin/assign?person={holder}&program=graduation&until={day}",
    ],
  },
  "/admin/assigned/{given}": { at: ["{given}"] },
  "/admin/reports": { at: ["/admin/reports"] },
  "/admin/ledger": { at: ["/admin/ledger", "/admin/ledger?page=2"] },
  "/admin/ledger/verify": { at: ["/admin/ledger/verify"] },
  "/admin/units": { at: ["/admin/units"] },
  "/admin/units/new": { at: ["/admin/units/new"] },
  "/admin/units/{unit}/edit": { at: ["/admin/units/{unit}/edit"] },
  "/admin/settings": { at: ["/admin/settings"] },
  "/admin/settings/{setting}": { at: ["name", "time-zone", "address", "contact", "signatory"].map((word) => `/admin/settings/${word}`) },
  "/admin/settings/image/{image}": { at: ["/admin/settings/image/logo", "/admin/settings/image/signature"] },
  "/images/{hash}": FILE,
  "/admin/setup": { at: ["/admin/setup"] },
  "/account": { at: ["/account"], as: [HOLDER, "administrator"] },
  "/account/data": FILE,
  "/content/{*path}": FILE,
  "/assets/{file}": FILE,
  "/healthz": MACHINE,
  "/readyz": MACHINE,
};

/** The doors of the program: `{ path, access, looks }`, the last whether GET is answered. */
export function routes() {
  const source = readFileSync(join(ROOT, "src/app.rs"), "utf8");
  const table = source.slice(source.indexOf("pub const ROUTES"), source.indexOf("pub const API"));
  const doors = [...table.matchAll(/door\(\s*"([^"]+)",\s*(\w+),\s*Access::(\w+)/g)];
  assert.equal(doors.length, table.match(/\bdoor\(/g).length, "every door of ROUTES could be read");
  return doors.map(([, path, methods, access]) => ({ path, access, looks: methods.startsWith("GET") }));
}

/** Fails unless this table and the program's name the same doors. */
export function compare() {
  const known = routes();
  assert.deepEqual(known.map(({ path }) => path).filter((path) => !DOORS[path]), [], "new doors: say in end2end/doors.mjs where they lead");
  assert.deepEqual(Object.keys(DOORS).filter((path) => !known.some((door) => door.path === path)), [], "doors that are gone");
  for (const { path, looks } of known) assert.equal(DOORS[path] === DEED, !looks, `${path}: whether there is something to see`);
  for (const [path, { file }] of Object.entries(DOORS)) {
    const ending = path.slice(path.lastIndexOf("/"));
    if (file) assert.ok(readFileSync(join(ROOT, "end2end/journeys", file), "utf8").includes(ending), `${file} looks at ${path}`);
  }
}

/** Every address that a role is to see, as `{ role: [address, …] }`. */
export function pages() {
  const byRole = {};
  for (const { path, access } of routes()) {
    const { at = [], as = WHOSE[access] } = DOORS[path] ?? {};
    for (const role of as) (byRole[role] ??= []).push(...at);
  }
  return byRole;
}
