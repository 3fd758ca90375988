// Starting and stopping a site: for the runner, and for journeys that want one of their own.

import { execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const BINARY = process.env.NETWISE_BIN ?? join(ROOT, "target/debug/netwise");
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

export class Failure extends Error {}

/** A port nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** This process' environment without settings of Netwise, which must not reach the server under test. */
export function machine() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("NETWISE_")));
}

/** Runs a command of the program to its end; returns what it printed. */
export function netwise(words, env) {
  return execFileSync(BINARY, words, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
}

/** Starts the site and waits until it answers; its log goes to the end of a file. */
export async function serve(env, log) {
  const out = openSync(log, "a");
  const server = spawn(BINARY, ["serve"], { cwd: ROOT, env, stdio: ["ignore", out, out] });
  closeSync(out);
  let gone = null;
  server.once("error", (error) => (gone = error.message));
  server.once("exit", (code, signal) => (gone = `exit ${code ?? signal}`));
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    if (gone) throw new Failure(`netwise serve went away: ${gone}\n${readFileSync(log, "utf8").slice(-1000)}`);
    const answer = await fetch(`${env.NETWISE_BASE_URL}/readyz`).catch(() => null);
    if (answer?.ok) return server;
    await sleep(50);
  }
  await stop(server);
  throw new Failure(`netwise serve was not ready in ${START_LIMIT_MS / 1000} s`);
}

/** Asks the server to end, and makes it end when it does not. Returns whether it went by itself. */
export async function stop(server) {
  if (server.exitCode !== null || server.signalCode !== null) return false;
  const exited = new Promise((resolve) => server.once("exit", () => resolve(true)));
  server.kill("SIGTERM");
  if (await Promise.race([exited, sleep(STOP_LIMIT_MS, false, { ref: false })])) return true;
  server.kill("SIGKILL");
  await exited;
  return false;
}
