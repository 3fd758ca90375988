// Somebody who asks the site without a browser: for what a journey needs to be there before it looks at it.

import assert from "node:assert/strict";
import { request } from "playwright-core";
import { account, url } from "./browser.mjs";

/** Signs in as the seeded person with a role; `close()` it in the end. */
export async function visitor(role) {
  const asker = await request.newContext({ baseURL: url, extraHTTPHeaders: { origin: url } });
  const { email, password } = account(role);
  await sent(asker, "/sign-in", { email, password });
  return {
    read: (address) => read(asker, address),
    send: (address, form) => sent(asker, address, form),
    show: (address, form) => shown(asker, address, form),
    upload: (address, multipart) => led(asker.post(address, { multipart, maxRedirects: 0 }), address),
    close: () => asker.dispose(),
  };
}

/** The first match of a pattern with one group on a page. */
export async function found(who, address, pattern) {
  const match = (await who.read(address)).match(pattern);
  assert.ok(match, `${address} has nothing like ${pattern}`);
  return match[1];
}

async function read(asker, address) {
  const answer = await asker.get(address);
  assert.ok(answer.ok(), `GET ${address} answered ${answer.status()}`);
  return answer.text();
}

/** Sends a form that is answered by a page. */
async function shown(asker, address, form) {
  const answer = await asker.post(address, { form });
  assert.ok(answer.ok(), `POST ${address} answered ${answer.status()}`);
  return answer.text();
}

/** Sends a form that leads on; returns where to. */
function sent(asker, address, form) {
  return led(asker.post(address, { form, maxRedirects: 0 }), address);
}

async function led(asked, address) {
  const answer = await asked;
  assert.equal(answer.status(), 303, `POST ${address} was not taken`);
  return answer.headers().location;
}
