#!/usr/bin/env node
// Makes what the server sends besides pages: style, scripts, wasm, fonts, icons. Each gets a
// fingerprint in its address, so browsers may keep it for ever, and is compressed once, here,
// as small as it gets.
//
//   node scripts/assets.mjs             everything (after scripts/build-browser)
//   node scripts/assets.mjs --no-wasm   without the islands, for work on style alone
//
// Writes target/site/assets/* and target/site/manifest.json, which build.rs embeds in the server.
// A file that would not change is not touched, so that nothing is compiled again for it.
//
// What becomes an asset, and its name in the manifest:
//   style/main.css and what it imports        main.css
//   fonts and pictures that the CSS names     their file name
//   style/*.svg, *.png, *.ico                 their file name
//   browser/*.js                              their file name; loader.js joins in the islands
//   target/browser/hydrate_bg.wasm            app.wasm

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SITE = join(ROOT, "target/site");
const BROWSER = join(ROOT, "target/browser");
const KB = 1000;
const BUDGETS = [
  { what: "islands (wasm + JavaScript), brotli", limit: 80 * KB, of: ({ name }) => name === "app.wasm" || name === "loader.js" },
  { what: "CSS, brotli", limit: 15 * KB, of: ({ name }) => extname(name) === ".css" },
];
const CONTENT_TYPES = {
  ".css": "text/css; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
// Compressed already: trying again would only cost time.
const DENSE = new Set([".png", ".webp", ".woff2"]);
// What nearly all browsers of the last years know: https://esbuild.github.io/api/#target
const TARGETS = ["chrome111", "edge111", "firefox113", "safari16.4"];

const assets = new Map();

/** Keeps `bytes` under `name` and returns the address it will be served at. */
function add(name, bytes) {
  const extension = extname(name);
  if (!CONTENT_TYPES[extension]) throw new Error(`${name}: no content type is known for ${extension}; add it to scripts/assets.mjs`);
  const known = assets.get(name);
  if (known && !known.bytes.equals(bytes)) throw new Error(`two different files are called ${name}; rename one`);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const file = `${basename(name, extension)}-${hash}${extension}`;
  const asset = known ?? { name, bytes, file, path: `/assets/${file}`, extension };
  assets.set(name, asset);
  return asset.path;
}

const addFile = (path) => add(basename(path), readFileSync(path));

/** Lets esbuild leave `url(fonts/x.woff2)` alone but for the address, which we give. */
const fingerprintFiles = {
  name: "fingerprint files",
  setup({ onResolve }) {
    onResolve({ filter: /\.(woff2|svg|png|webp)([?#].*)?$/ }, ({ path, kind, resolveDir }) => {
      if (kind !== "url-token" || /^(data:|https?:)/.test(path)) return;
      const [, name, suffix] = path.match(/^([^?#]*)(.*)$/);
      const file = join(resolveDir, name);
      if (!existsSync(file)) return { errors: [{ text: `there is no file ${relative(ROOT, file)}` }] };
      return { path: addFile(file) + suffix, external: true };
    });
  },
};

/** Bundles and minifies one style sheet or script. */
async function bundle(entry, options = {}) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: TARGETS,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    plugins: [fingerprintFiles],
    ...options,
  });
  return Buffer.from(outputFiles[0].contents);
}

function list(folder, pattern) {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path).filter((file) => pattern.test(file)).sort().map((file) => join(path, file));
}

async function collect(withWasm) {
  for (const path of list("style", /\.(svg|png|ico)$/)) addFile(path);
  if (existsSync(join(ROOT, "style/main.css"))) {
    add("main.css", await bundle("style/main.css"));
  } else {
    console.warn("assets: there is no style/main.css yet");
  }
  for (const path of list("browser", /\.js$/)) {
    const name = basename(path);
    if (name !== "loader.js") {
      add(name, await bundle(path));
    } else if (withWasm) {
      const wasm = add("app.wasm", readFileSync(join(BROWSER, "hydrate_bg.wasm")));
      const options = { alias: { "netwise-islands": join(BROWSER, "hydrate.js") }, define: { WASM: JSON.stringify(wasm) } };
      add(name, await bundle(path, options));
    }
  }
}

/** Writes by way of a second name, so that no reader meets half a file. */
function write(path, bytes) {
  if (existsSync(path) && readFileSync(path).equals(bytes)) return false;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, bytes);
  renameSync(draft, path);
  return true;
}

function compress(bytes, extension) {
  const mode = /css|js|svg/.test(extension) ? constants.BROTLI_MODE_TEXT : constants.BROTLI_MODE_GENERIC;
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_MODE, BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_LGWIN } = constants;
  const params = {
    [BROTLI_PARAM_QUALITY]: 11,
    [BROTLI_PARAM_MODE]: mode,
    [BROTLI_PARAM_LGWIN]: 24,
    [BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return { br: brotliCompressSync(bytes, { params }), gz: gzipSync(bytes, { level: 9 }) };
}

/** Writes one asset and its compressed forms; returns its line in the manifest. */
function publish({ name, bytes, file, path, extension }) {
  const raw = join(SITE, "assets", file);
  const forms = { br: null, gz: null };
  // The raw file is written last. Where it is already, so are its compressed forms.
  const complete = existsSync(raw) && readFileSync(raw).equals(bytes);
  const made = complete || DENSE.has(extension) ? {} : compress(bytes, extension);
  for (const form of Object.keys(forms)) {
    const compressed = `${raw}.${form}`;
    if (made[form]?.length < bytes.length) write(compressed, made[form]);
    if (existsSync(compressed)) forms[form] = readFileSync(compressed).length;
  }
  write(raw, bytes);
  const named = (form) => (forms[form] === null ? null : `assets/${file}.${form}`);
  return {
    name,
    path,
    file: `assets/${file}`,
    content_type: CONTENT_TYPES[extension],
    br: named("br"),
    gz: named("gz"),
    bytes: bytes.length,
    br_bytes: forms.br,
  };
}

/** Removes what an earlier run left in target/site/assets. */
function sweep(manifest) {
  const wanted = new Set(manifest.flatMap(({ file, br, gz }) => [file, br, gz]));
  for (const file of readdirSync(join(SITE, "assets"))) {
    if (!wanted.has(`assets/${file}`)) rmSync(join(SITE, "assets", file));
  }
}

function report(manifest) {
  const sent = ({ bytes, br_bytes }) => br_bytes ?? bytes;
  const row = (name, bytes, brotli) => console.log(`  ${name.padEnd(40)} ${String(bytes).padStart(9)} ${String(brotli).padStart(9)}`);
  row("asset", "bytes", "brotli");
  for (const asset of manifest) row(asset.name, asset.bytes, sent(asset));
  for (const { what, limit, of } of BUDGETS) {
    const total = manifest.filter(of).reduce((sum, asset) => sum + sent(asset), 0);
    row(what, "", total);
    if (total > limit) console.warn(`  WARNING: ${what}: ${total} bytes; the budget is ${limit}`);
  }
}

const args = process.argv.slice(2);
const unknown = args.filter((arg) => arg !== "--no-wasm");
if (unknown.length > 0) {
  console.error(`assets: unknown argument ${unknown.join(" ")}; only --no-wasm is known`);
  process.exit(2);
}
const withWasm = !args.includes("--no-wasm");
if (withWasm && !existsSync(join(BROWSER, "hydrate_bg.wasm"))) {
  console.error("assets: the islands are not compiled. Run scripts/build-browser first, or `make assets`, which does both.");
  process.exit(1);
}

try {
  await collect(withWasm);
} catch (error) {
  // esbuild has told its own errors already.
  if (!error.errors) console.error(`assets: ${error.message}`);
  process.exit(1);
}
mkdirSync(join(SITE, "assets"), { recursive: true });
const manifest = [...assets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(publish);
const changed = write(join(SITE, "manifest.json"), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
sweep(manifest);
report(manifest);
console.log(`  ${manifest.length} assets in ${relative(ROOT, SITE)}${changed ? "" : ", unchanged"}`);
