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

/** Milliseconds from the signal to the end. */
async function end(daemon: Started, signal: "SIGTERM" | "SIGINT"): Promise<number> {
  const limit = LIMIT_MS * slowness();
  const began = performance.now();
  daemon.child.kill(signal);
  const { status } = await daemon.ended;
  const took = performance.now() - began;
  expect(status).toBe(0);
  expect(took).toBeLessThan(limit);
  return took;
}

describe("with 20,000 UPSes", () => {
  it("upsd ends while it looks for their drivers", async () => {
    const upsd = machine.start("upsd", "-F", ...SAME_USER);
    await upsd.says(/Can't connect to UPS \[u0\]/);
    await end(upsd, "SIGTERM");
  });

  it("`up` ends while it starts their drivers", async () => {
    const up = machine.start("up", "-D", ...SAME_USER);
    await up.says(/Listening on socket .*u9/);
    await end(up, "SIGINT");
  });

  it("the host of the drivers ends while it starts them", async () => {
    const host = machine.start("driver", "host", "-FF", "-D", ...SAME_USER, ...names);
    await host.says(/Listening on socket .*u9/);
    await end(host, "SIGTERM");
  });
});
