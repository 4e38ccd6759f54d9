/** A configuration just below the limit for files: whatever a daemon is doing with it, it ends within a second when told to. */
import { chmodSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { slowness } from "../sim/machine/slowness.ts";
import { Machine, SAME_USER, type Started } from "./daemon.ts";

const MANY = 20_000;
const names = Array.from({ length: MANY }, (_, i) => `u${i}`);
/** A second on an ordinary machine with nothing else to do. */
const LIMIT_MS = 1000;

let machine: Machine;
beforeEach(() => {
  machine = new Machine(0);
  machine.write("ups.conf", names.map((name) => `[${name}]\ndriver=dummy-ups\nport=ups1.dev\n`).join(""));
  for (const folder of [machine.folder, machine.run]) chmodSync(folder, 0o777);
  for (const file of ["ups.conf", "upsd.conf", "upsd.users", "ups1.dev"]) chmodSync(`${machine.folder}/${file}`, 0o644);
});
afterEach(() => machine.clear());

/** Whether it ends in time. */
async function endsInTime(daemon: Started, signal: "SIGTERM" | "SIGINT"): Promise<boolean> {
  const limit = LIMIT_MS * slowness();
  const began = performance.now();
  daemon.child.kill(signal);
  expect((await daemon.ended).status).toBe(0);
  return performance.now() - began < limit;
}

/** Once more when it was too slow: a stall of the machine is not the daemon's. */
const TRIES = 3;

async function ends(signal: "SIGTERM" | "SIGINT", ready: RegExp, ...words: readonly string[]): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const daemon = machine.start(...words);
    await daemon.says(ready);
    if (await endsInTime(daemon, signal)) return;
  }
  throw new Error(`it took more than ${LIMIT_MS} ms to end, ${TRIES} times over`);
}

describe("with 20,000 UPSes", () => {
  it("upsd ends while it looks for their drivers", () =>
    ends("SIGTERM", /Can't connect to UPS \[u0\]/, "upsd", "-F", ...SAME_USER));

  it("`up` ends while it starts their drivers", () =>
    ends("SIGINT", /Listening on socket .*u9/, "up", "-D", ...SAME_USER));

  it("the host of the drivers ends while it starts them", () =>
    ends("SIGTERM", /Listening on socket .*u9/, "driver", "host", "-FF", "-D", ...SAME_USER, ...names));
});
