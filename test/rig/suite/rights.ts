/** Who may open the device: an unprivileged user with the udev rule and without it, and a device that is taken. */
import { chmodSync, chownSync, readdirSync, readFileSync } from "node:fs";
import { plug, SECTION } from "./bench.ts";
import type { Scenario } from "./judge.ts";
import { until, World } from "./world.ts";

/** Debian's `nobody`. */
const NOBODY = 65534;

/** The node of the virtual UPS. */
function node(): string {
  const devices = "/sys/bus/usb/devices";
  for (const name of readdirSync(devices).filter((one) => /^\d+-\d+$/.test(one))) {
    const read = (file: string): string => readFileSync(`${devices}/${name}/${file}`, "utf8").trim().padStart(3, "0");
    if (read("idVendor") === "0764") return `/dev/bus/usb/${read("busnum")}/${read("devnum")}`;
  }
  throw new Error("the virtual UPS is not there");
}

async function unprivileged(): Promise<string> {
  const { cable } = await plug();
  const world = new World({ u1: SECTION }, NOBODY);
  try {
    await until("the device is there", 10_000, () => node() !== "");
    chmodSync(node(), 0o600);
    const refused = world.driver("u1", { uid: NOBODY });
    await until("the refusal", 60_000, () => refused.output.includes("permission denied"));
    const wanted = [node(), "owner 0, group 0, mode 0600", "user nobody", 'ATTR{idVendor}=="0764"'];
    const missing = wanted.filter((text) => !refused.output.includes(text));
    if (missing.length > 0) throw new Error(`the message lacks ${missing.join(", ")}:\n${refused.output}`);
    await refused.stop();
    // What the rule does.
    chownSync(node(), 0, NOBODY);
    chmodSync(node(), 0o660);
    await world.upsd();
    world.driver("u1", { uid: NOBODY });
    await world.awaitStatus("u1", /^OL/, 60_000);
    return "refused with the rule to write, and reads the UPS with it";
  } finally {
    await world.end();
    cable.unplug();
  }
}

async function taken(): Promise<string> {
  const { cable } = await plug();
  const [first, second] = [new World({ u1: SECTION }), new World({ u2: SECTION })];
  try {
    await first.upsd();
    first.driver("u1");
    await first.awaitStatus("u1", /^OL/, 60_000);
    const refused = second.driver("u2");
    await until("the refusal", 60_000, () => /is in use by process \d+/.test(refused.output));
    await first.awaitStatus("u1", /^OL/);
    return /is in use by process \d+ \([^)]*\)/.exec(refused.output)?.[0] ?? "";
  } finally {
    await Promise.all([first.end(), second.end()]);
    cable.unplug();
  }
}

export const RIGHTS: readonly Scenario[] = [
  { name: "an unprivileged user without the udev rule and with it", run: unprivileged },
  { name: "a device that another program has", run: taken },
];
