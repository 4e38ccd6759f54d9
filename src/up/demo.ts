import { NutError } from "../nut/errors.ts";
import { type FreePort, firstFreePort, portState } from "../system/free-port.ts";
import { DEMO_UPS } from "./demo-folder.ts";
import { DEMO_MACHINES } from "./demo-machines.ts";
import { DEMO_SECONDS } from "./demo-sequence.ts";

export const DEMO_HOST = "127.0.0.1";
/** NUT's port (RFC 9271). */
const NUT_PORT = 3493;
const TRIES = 100;

/** The port to serve: the wanted one, or the next that is free. Throws NutError `usage` or `configuration`. */
export async function findDemoPort(wanted: string | undefined, look = portState): Promise<FreePort> {
  const first = wanted === undefined ? NUT_PORT : Number(wanted);
  if (!Number.isInteger(first) || first < 1 || first > 65_535)
    throw new NutError("usage", `--port ${wanted}: a port is a number from 1 to 65535`);
  const found = await firstFreePort(DEMO_HOST, first, TRIES, look);
  if (!found) throw new NutError("configuration", `no free port from ${first} on: name another with --port`);
  return found;
}

const takenNote = ({ port, taken }: FreePort): string => {
  if (taken.length === 0) return "";
  const which = taken.length === 1 ? `Port ${taken[0]} is` : `Ports ${taken[0]} to ${taken.at(-1)} are`;
  return `${which} in use (by another NUT server, perhaps), so this one serves port ${port}.\n`;
};

/** What is printed when the demo serves. `call` is how to call nutts. */
export function greeting(found: FreePort, call: string): string {
  const ups = `${DEMO_UPS}@localhost:${found.port}`;
  return `${takenNote(found)}A simulated UPS is served on ${DEMO_HOST} port ${found.port}. Its mains fails every ${DEMO_SECONDS} seconds.

Try in another terminal:
  ${call} upsc ${ups}
  ${call} upslog -s ${ups} -i 2 -l -
  ${call} upsrw ${ups}
  ${call} drill ${ups}

Two machines hang on it, and none of them is real:
${DEMO_MACHINES.map(({ name, leaves }) => `  ${name.padEnd(4)}${leaves}`).join("\n")}

What happens (Ctrl-C ends the demo):
`;
}
