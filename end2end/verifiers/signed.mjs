// Which bytes an embedded proof is over: the canonical form as other people's software writes it, and the issuer's key.

import { createHash } from "node:crypto";
// Both come with @digitalbazaar/eddsa-rdfc-2022-cryptosuite.
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { decode } from "base58-universal";
import { canonize } from "./judge.mjs";

const sha256 = (text) => createHash("sha256").update(text).digest();

/** The canonical form of a credential without its proof, and whether the issuer signed it, byte for byte. */
export async function signedForm({ proof: [proof], ...credential }, did) {
  const { proofValue, ...options } = proof;
  const canonical = await canonize(credential, did);
  const about = await canonize({ "@context": credential["@context"], ...options }, did);
  const method = did.verificationMethod.find(({ id }) => id === proof.verificationMethod);
  const key = await Ed25519Multikey.from({ "@context": "https://w3id.org/security/multikey/v1", ...method });
  const data = Buffer.concat([sha256(about), sha256(canonical)]);
  const over = (data) => key.verifier().verify({ data, signature: decode(proofValue.slice(1)) });
  return { canonical, signed: await over(data), signedWithoutLastByte: await over(Buffer.concat([sha256(about), sha256(canonical.slice(0, -1))])) };
}
