#!/usr/bin/env node
// Runs the browser journeys against a server of their own, with a database of its own.
//
//   node end2end/run.mjs            all of them
//   node end2end/run.mjs sign-in    those whose file name contains "sign-in"
//
// The server is target/debug/netwise (or NETWISE_BIN), filled by `netwise demo`. The journeys learn
// from the environment where it is and who may sign in; see browser.mjs. The last line printed is
// "N passed, M failed".

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { BINARY, Failure, ROOT, freePort, machine, netwise, serve, stop } from "./site.mjs";

const JOURNEYS = join(ROOT, "end2end/journeys");
// For a whole file, on a machine that is busy with other things too: a guard against hanging, not a measure of speed.
const FILE_LIMIT_MS = 900_000;
const LOG_LINES_SHOWN = 200;

/** Fills the database; returns `{ password, accounts: [{ role, email }] }`. */
function seed(env) {
  try {
    return JSON.parse(netwise(["demo", "--json"], env));
  } catch (error) {
    throw new Failure(`netwise demo --json failed: ${error.message}\n${error.stderr ?? ""}`);
  }
}

/** Runs the journeys, one file after the other, and counts. */
function journeys(files, env) {
  Object.assign(process.env, env);
  const counts = { passed: 0, failed: 0 };
  return new Promise((resolve) => {
    const tests = run({ files, concurrency: Number(process.env.NETWISE_JOURNEYS_AT_ONCE ?? 1), timeout: FILE_LIMIT_MS });
    const isSuite = ({ details }) => details?.type === "suite";
    tests.on("test:pass", (event) => isSuite(event) || event.skip !== undefined || counts.passed++);
    tests.on("test:fail", (event) => isSuite(event) || counts.failed++);
    tests.on("end", () => resolve(counts));
    tests.compose(spec).pipe(process.stdout, { end: false });
  });
}

async function main(filters) {
  if (!existsSync(BINARY)) throw new Failure(`${BINARY} is not built; run \`cargo build\` first`);
  const files = readdirSync(JOURNEYS)
    .filter((file) => file.endsWith(".test.mjs") && (filters.length === 0 || filters.some((filter) => file.includes(filter))))
    .sort()
    .map((file) => join(JOURNEYS, file));
  if (files.length === 0) throw new Failure(`no journey matches ${filters.join(", ") || "*.test.mjs"}`);

  const scratch = mkdtempSync(join(tmpdir(), "netwise-e2e-"));
  const log = join(scratch, "server.log");
  let server;
  // Whatever ends this process, the server and its data go with it.
  process.once("exit", () => {
    server?.kill("SIGKILL");
    rmSync(scratch, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
  try {
    const address = `127.0.0.1:${await freePort()}`;
    const url = `http://${address}`;
    const env = { ...machine(), NETWISE_DATA_DIR: join(scratch, "data"), NETWISE_ADDR: address, NETWISE_BASE_URL: url };
    const people = seed(env);
    server = await serve(env, log);
    console.log(`The journeys' server is at ${url}`);
    const counts = await journeys(files, { NETWISE_E2E_URL: url, NETWISE_E2E_PEOPLE: JSON.stringify(people) });
    if (!(await stop(server))) {
      console.error("The server did not end by itself when asked to, or was gone before");
      counts.failed++;
    }
    if (counts.failed > 0) showLog(log);
    return counts;
  } catch (error) {
    showLog(log);
    throw error;
  } finally {
    if (server) await stop(server);
  }
}

function showLog(log) {
  if (!existsSync(log)) return;
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  console.error(`\nThe server's log, last ${Math.min(lines.length, LOG_LINES_SHOWN)} of ${lines.length} lines:`);
  console.error(lines.slice(-LOG_LINES_SHOWN).join("\n"));
}

let counts = { passed: 0, failed: 1 };
try {
  counts = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Failure ? `end2end: ${error.message}` : error);
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
