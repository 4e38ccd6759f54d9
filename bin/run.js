#!/usr/bin/env node
// One door for all programs: `nutts upsc …`, or a link called `upsc`, `upsd`, `usbhid-ups` …
// CommonJS (see package.json beside it): starting the loader of ES modules costs a short client a seventh of its time.
"use strict";
const { basename, dirname } = require("node:path");

/** Names that start this file as that program; any other link name is taken for a driver. */
const PROGRAMS = new Set([
  "upsc",
  "upscmd",
  "upsrw",
  "upslog",
  "upsd",
  "upsmon",
  "upssched",
  "upssched-cmd",
  "upsdrvctl",
  "nut-scanner",
]);
const LIGHT = new Set(["upsc", "upscmd", "upsrw", "upssched", "upssched-cmd", "notify"]);
const DAEMONS = new Set(["upsd", "upsmon", "upslog", "driver", "up"]);
/** Programs whose C name is understood as well, as a link and behind `nutts`. */
const RENAMED = new Map([
  ["nut-scanner", "scanner"],
  ["upsdrvctl", "driver"],
]);

function words() {
  const name = basename(process.argv[1] ?? "nutts").replace(/\.js$/, "");
  const rest = process.argv.slice(2);
  if (name !== "nutts" && name !== "run") rest.unshift(...(PROGRAMS.has(name) ? [name] : ["driver", name]));
  const [first, ...more] = rest;
  return first === undefined ? [] : [RENAMED.get(first) ?? first, ...more];
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

/** The bundle of a light program; undefined for the others, and where there is none. */
function lightProgram(command) {
  if (!LIGHT.has(command)) return undefined;
  try {
    return require(`../dist/light/${command}.cjs`).main;
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** oclif gives the help of a program; that of a driver is its own. */
const isOclifHelp = (command, argv) => argv.includes("--help") && !(command === "driver" && !argv[0].startsWith("-"));

/** The exit status of a program that needs no oclif; undefined for the others, and for their `--help`. */
async function runWithoutOclif(command, argv) {
  if (isOclifHelp(command, argv)) return undefined;
  const light = lightProgram(command);
  if (light) return light(argv);
  if (DAEMONS.has(command)) return (await import("../dist/road/daemon-road.js")).runDaemonProgram(command, argv);
  return undefined;
}

async function main() {
  const [command, ...argv] = words();
  if (DAEMONS.has(command)) catchEarlySignals();
  const status = await runWithoutOclif(command, argv);
  if (status === undefined) {
    const { execute } = await import("@oclif/core");
    await execute({ args: command === undefined ? [] : [command, ...argv], dir: dirname(__dirname) });
  } else process.exitCode = status;
}

main();
