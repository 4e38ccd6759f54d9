/** The C project's failover and ours, each on drivers that tell the same. */
import { afterEach, describe, it } from "@jest/globals";
import { until } from "../sim/machine/started.ts";
import { Beside } from "./beside.ts";
import { findPeer } from "./peer.ts";

let beside: Beside;
afterEach(() => beside.clear());

/**
 * Of the program and of the core. C tells who is primary a poll after it has elected it, goes through an empty status on its
 * way, and drops drivers that are quiet for three seconds.
 */
const FOREIGN = [
  /^\w+ driver\./,
  /^SETINFO ups\.status ""$/,
  /^\w+ shutdown\.default/,
  /^DEL/,
  /^(DATAOK|DATASTALE|DUMPDONE)$/,
];

const ups = (id: string, runtime: string): readonly string[] => [
  'SETINFO battery.charge "90"',
  `SETINFO battery.runtime "${runtime}"`,
  'SETINFO device.type "ups"',
  'SETINFO driver.name "usbhid-ups"',
  `SETINFO ups.id "${id}"`,
  "SETFLAGS ups.id RW STRING",
  "SETAUX ups.id 20",
  'SETINFO ups.mfr "Example"',
  'SETINFO device.mfr "Example"',
  'SETINFO ups.status "OL CHRG"',
  "ADDCMD load.off",
  "DATAOK",
  "DUMPDONE",
];

const status = (text: string): string => `SETINFO ups.status "${text}"`;

/** Debian's 2.8.0 does not have it yet. */
const path = findPeer("failover");

(path ? describe : describe.skip)("the C project's failover and ours", () => {
  it("elect the same, and tell the same of it", async () => {
    beside = new Beside("failover");
    await beside.behind(ups("a", "600"));
    await beside.behind(ups("b", "900"));
    await beside.start(path ?? "", { deadtime: "30", noprimarytime: "2", fsdmode: "2", status_nothave_any: "RB" });
    const same = async (pattern: RegExp): Promise<void> => {
      const apart = async (): Promise<boolean> => {
        const { theirs, ours } = await beside.told(pattern, FOREIGN);
        return ours.join("\n") !== theirs.join("\n");
      };
      await until(`both agree on ${pattern}`, async () => !(await apart()));
    };
    await same(/^SETINFO ups\.id "a"$/m);
    beside.say(0, status("OL RB"));
    await same(/^SETINFO ups\.id "b"$/m);
    beside.say(0, status("OL CHRG"), 'SETINFO ups.alarm "Fan failure!"');
    await same(/^SETINFO ups\.alarm "Fan failure!"$/m);
    beside.say(0, "DELINFO ups.alarm", status("OB RB"));
    beside.say(1, status("OB RB"));
    await same(/^SETINFO ups\.status "OB RB"$/m);
    await same(/^SETINFO ups\.id "b"$/m);
    beside.say(0, "DATASTALE");
    beside.say(1, status("OB"));
    await same(/^SETINFO ups\.status "OB"$/m);
  });
});
