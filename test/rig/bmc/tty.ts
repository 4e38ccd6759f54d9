/** The management controller of the guest, which it has at its own third serial port: see boot.sh. */
import { execFileSync } from "node:child_process";
import { existsSync, openSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import type { Bmc } from "../../sim/bmc/bmc.ts";
import { BmcWire } from "./wire.ts";

const PORT = "/dev/ttyS2";
export const DEVICE = "/dev/ipmi0";

/** Who answers; one after another may. */
let answering: Bmc | undefined;

function attach(): void {
  execFileSync("stty", ["-F", PORT, "raw", "-echo"]);
  const port = openSync(PORT, "r+");
  const wire = new BmcWire({ answer: (message) => answering?.answer(message) ?? Uint8Array.of(0xc0) });
  new ReadStream(port).on("data", (bytes: Buffer) => {
    const reply = wire.take(bytes);
    if (reply.length > 0) writeSync(port, reply);
  });
}

/** The kernel must not be asked by a program that waits for it: it asks the controller, which is we. */
export function connect(bmc: Bmc, load: (modules: readonly string[]) => Promise<void>): Promise<void> {
  const first = answering === undefined;
  answering = bmc;
  if (!first || existsSync(DEVICE)) return Promise.resolve();
  attach();
  return load(["ipmi_si", "ipmi_devintf"]);
}
