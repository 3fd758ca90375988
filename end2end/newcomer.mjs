// Somebody new, so that a journey changes nothing that another one looks at.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { found } from "./visitor.mjs";

/** Adds a person to a unit by the administrator's pages; `{ id, name, link }`, the link once for a password. */
export async function newcomer(administrator, name, unit) {
  const place = await found(administrator, "/admin/people/new", new RegExp(`value="([0-9a-f-]{36})"[^>]*>[^<]*${unit}`));
  // Several files of journeys add somebody of the same name to one site.
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, ".")}.${randomUUID().slice(0, 8)}@harbour.example`;
  const page = await administrator.send("/admin/people/new", { name, email, unit: place, role: "" });
  const id = page.match(/people\/([0-9a-f-]{36})/)[1];
  return { id, name, email, link: await oneTimeLink(administrator, id) };
}

async function oneTimeLink(administrator, person) {
  const page = await administrator.show(`/admin/people/${person}/link`, {});
  const link = page.match(/\/invite\/[\w-]+/);
  assert.ok(link, "the page shows the link that it made");
  return link[0];
}

/** A day so many days from now, as a form takes it. */
export function dayFromNow(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
