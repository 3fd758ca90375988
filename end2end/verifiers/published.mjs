// What a site publishes for those who check its certificates, and what it would be if its keys were another's.

import assert from "node:assert/strict";

/** Asks a site for its keys and its status list, in both forms, as they are now. */
export async function published(site) {
  const [did, list, listToken] = await Promise.all(
    ["/.well-known/did.json", "/status/1", "/status/1/jwt"].map(async (path) => {
      const answer = await fetch(site + path);
      assert.ok(answer.ok, `${path}: ${answer.status}`);
      return answer.text();
    }),
  );
  return { did: JSON.parse(did), list: JSON.parse(list), listToken };
}

/** The first site's document with the keys of the second under its names. */
export function withKeysOf(did, other) {
  const verificationMethod = did.verificationMethod.map((method) => {
    const foreign = other.verificationMethod.find(({ type }) => type === method.type);
    assert.ok(foreign, `the other site has a ${method.type}`);
    if (!method.publicKeyJwk) return { ...method, publicKeyMultibase: foreign.publicKeyMultibase };
    return { ...method, publicKeyJwk: { ...foreign.publicKeyJwk, kid: method.publicKeyJwk.kid } };
  });
  return { ...did, verificationMethod };
}
