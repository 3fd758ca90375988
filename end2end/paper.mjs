// What other people's readers find in a PDF: qpdf, poppler and zbar.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./site.mjs";

const SHOTS = join(ROOT, "target/screenshots");

const run = (program, words) => execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Fails when qpdf finds anything wrong. */
export const checkPdf = (file) => run("qpdf", ["--check", file]);

/** The text in reading order. */
export const textOf = (file) => run("pdftotext", [file, "-"]);

/** The files that are attached, by name. */
export function attachmentsOf(file) {
  return inFolder((folder) => {
    run("pdfdetach", ["-saveall", "-o", folder, file]);
    return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  });
}

/** What the QR codes say that are printed on the first page. */
export function codesOf(file) {
  return inFolder((folder) => {
    run("pdftoppm", ["-png", "-singlefile", "-r", "150", file, join(folder, "page")]);
    return run("zbarimg", ["--quiet", "--raw", join(folder, "page.png")]).trim().split("\n");
  });
}

/** The sizes of its pages, in points. */
export function pagesOf(file) {
  const told = run("pdfinfo", ["-f", "1", "-l", "9999", file]);
  const sizes = [...told.matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+)/gm)];
  return sizes.map(([, width, height]) => ({ width: Number(width), height: Number(height) }));
}

/** Pictures of its pages, beside the other pictures. */
export function pictures(file, name) {
  mkdirSync(SHOTS, { recursive: true });
  run("pdftoppm", ["-png", "-r", "60", file, join(SHOTS, name)]);
}

function inFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), "netwise-paper-"));
  try {
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
