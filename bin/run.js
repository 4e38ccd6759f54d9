#!/usr/bin/env node
// One door for all programs: `nutts upsc …`, or a link called `upsc`, `upsd`, `usbhid-ups` …
// CommonJS (see package.json beside it): starting the loader of ES modules costs a short client a seventh of its time.
"use strict";
const { basename, dirname } = require("node:path");
// From src/commands, by the build.
const { starts, names, otherNames, operandsHaveHelp } = require("../dist/programs.json");

/** The program that a word means: its own name or its C name. */
const programOf = (word) => (Object.hasOwn(names, word) ? names[word] : word);

function words() {
  const name = basename(process.argv[1] ?? "nutts").replace(/\.js$/, "");
  const rest = process.argv.slice(2);
  if (name !== "nutts" && name !== "run") rest.unshift(...(Object.hasOwn(names, name) ? [name] : [otherNames, name]));
  const [first, ...more] = rest;
  return first === undefined ? [] : [programOf(first), ...more];
}

/**
 * Node gives SIGUSR1 to its debugger, and dies of SIGHUP, until somebody listens. A daemon
 * (src/system/process/signals.ts) takes over what came before it was loaded.
 */
function catchEarlySignals() {
  const early = [];
  globalThis[Symbol.for("nutts.early-signals")] = early;
  for (const signal of ["SIGUSR1", "SIGHUP"]) process.on(signal, () => early.length < 8 && early.push(signal));
}

/** oclif gives the help of a program; that of a driver is its own. */
const isOclifHelp = (command, argv) =>
  argv.includes("--help") && !(operandsHaveHelp.includes(command) && !argv[0].startsWith("-"));

/** The exit status of a program that needs no oclif; undefined for the others, and for their `--help`. */
async function runWithoutOclif(command, argv, how) {
  if (isOclifHelp(command, argv)) return undefined;
  if (how === "fast") return require(`../dist/fast/${command}.cjs`).main(argv);
  if (how === "daemon") return (await import("../dist/daemon-bundle/main.js")).main(command, argv);
  return undefined;
}

async function main() {
  const [command, ...argv] = words();
  const how = Object.hasOwn(starts, command) ? starts[command] : undefined;
  if (how === "daemon") catchEarlySignals();
  const status = await runWithoutOclif(command, argv, how);
  if (status === undefined) {
    const { execute } = await import("@oclif/core");
    await execute({ args: command === undefined ? [] : [command, ...argv], dir: dirname(__dirname) });
  } else process.exitCode = status;
}

main();
