/** Every reader of files, given rubbish and valid files that something went over: no exception, places inside the file, time in bounds. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseNutConf } from "../../src/conf/nut-conf.ts";
import type { Problem } from "../../src/conf/problem.ts";
import { parseUpsConf } from "../../src/conf/ups-conf.ts";
import { parseUpsdConf } from "../../src/conf/upsd-conf.ts";
import { parseUpsdUsers } from "../../src/conf/upsd-users.ts";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { parseUpsschedCmdConf } from "../../src/conf/upssched/upssched-cmd-conf.ts";
import { parseUpsschedConf } from "../../src/conf/upssched/upssched-conf.ts";
import { parseDefinition } from "../../src/drivers/dummy/definition.ts";
import { parseNotifyConf } from "../../src/notify/notify-conf.ts";
import { textOfBytes } from "../../src/nut/byte-text.ts";
import { growsWithSize } from "../sim/machine/grows-with-size.ts";

const NO_SECRETS = { file: () => ({ kind: "none" as const, why: "none" }), env: () => undefined };

type Parse = (text: string) => readonly Problem[];

/** Each with a valid file, and one line of it that can be had many times. */
const READERS: readonly (readonly [string, Parse, string, (i: number) => string])[] = [
  [
    "ups.conf",
    (text) => parseUpsConf(text).problems,
    'maxretry = 3\n[rack]\n\tdriver = usbhid-ups\n\tport = auto\n\tdesc = "In the rack"\n\tignorelb\n\toverride.battery.charge.low = 30\n',
    (i) => `[u${i}]\ndriver = d\nport = p\n`,
  ],
  [
    "upsd.users",
    (text) => parseUpsdUsers(text).problems,
    '[admin]\npassword = "se\\"cret"\nactions = SET FSD\ninstcmds = ALL\n[mon]\npassword = x\nupsmon primary\n',
    (i) => `[u${i}]\npassword = p\nupsmon secondary\n`,
  ],
  [
    "upsd.conf",
    (text) => parseUpsdConf(text).problems,
    "MAXAGE 15\nLISTEN 127.0.0.1 3493\nLISTEN ::1\nMAXCONN 1024\nCERTREQUEST NO\n# end\n",
    (i) => `LISTEN h${i} 3493\n`,
  ],
  [
    "upsmon.conf",
    (text) => parseUpsmonConf(text).problems,
    'MONITOR ups@localhost 1 u p primary\nSHUTDOWNCMD "/sbin/shutdown -h +0"\nNOTIFYFLAG ONLINE SYSLOG+WALL\nNOTIFYMSG ONBATT "%s, bat"\n',
    (i) => `MONITOR u${i}@h 1 u p primary\n`,
  ],
  [
    "upssched.conf",
    (text) => parseUpsschedConf(text).problems,
    "CMDSCRIPT /bin/x\nPIPEFN /run/p\nLOCKFN /run/l\nAT ONBATT * START-TIMER t 30\nAT ONLINE * CANCEL-TIMER t x\nAT FSD * EXECUTE e\n",
    (i) => `AT ONBATT u${i} START-TIMER t${i} 30\n`,
  ],
  [
    "upssched-cmd.conf",
    (text) => parseUpsschedCmdConf(text).problems,
    '[warn]\nnotify = phone mail\ntext = "%UPSNAME% on battery"\n[nas]\nssh = root@nas\ncommand = poweroff\n[last]\nfsd\n',
    (i) => `[a${i}]\nfsd\n`,
  ],
  [
    "notify.conf",
    (text) => parseNotifyConf(text, "f", NO_SECRETS).problems,
    'spool = /var/q\n[phone]\ntype = gotify\nurl = https://g\ntoken = t\nprefix = "[home] "\nevents = ONBATT\n',
    (i) => `[c${i}]\ntype = ntfy\ntopic = t\n`,
  ],
  [
    "nut.conf",
    (text) => parseNutConf(text).problems,
    "MODE=standalone # here\nUPSD_OPTIONS=\"-D -4\"; POWEROFF_WAIT='15m'\nexport NUT_DEBUG_LEVEL=2\n",
    (i) => `NUT_A${i}=1\n`,
  ],
  [
    "a definition of dummy-ups",
    (text) => parseDefinition(text, "f").problems,
    'ups.mfr: Example\nups.status: OB LB\nALARM "hot # \\" battery"\nTIMER 60\n',
    (i) => `ups.x${i}: 1\n`,
  ],
];

const rubbish = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1"));

/** Bytes of `valid` replaced, taken out, doubled, or put in from elsewhere. */
const damaged = (valid: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(
        fc.nat({ max: valid.length }),
        fc.nat({ max: 20 }),
        fc.oneof(rubbish, fc.constantFrom('"', "#", "=", "[", "\\", "\n")),
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((cuts) =>
      cuts.reduce(
        (text, [at, count, put]) => text.slice(0, at) + put.slice(0, 20) + text.slice(at + count),
        valid + valid,
      ),
    );

describe.each(READERS)("%s", (_, parse, valid, line) => {
  const check = (bytes: string): void => {
    const text = textOfBytes(bytes);
    const lines = text.split("\n");
    for (const problem of parse(text)) {
      expect(problem.line).toBeLessThanOrEqual(lines.length);
      if (problem.line === 0) continue;
      expect(problem.column).toBeGreaterThan(0);
      expect(problem.column).toBeLessThanOrEqual(Math.max(1, (lines[problem.line - 1] ?? "").length));
    }
  };

  it("is read from any bytes, with each problem at a place inside the file", () => {
    fc.assert(fc.property(rubbish, check), { numRuns: 150 });
  });

  it("is read from a valid file that was damaged", () => {
    expect(parse(valid).filter(({ severity }) => severity === "error")).toEqual([]);
    fc.assert(fc.property(damaged(valid), check), { numRuns: 150 });
  });

  it("takes no longer than its size", () => {
    growsWithSize((count) => void parse(Array.from({ length: count }, (__, i) => line(i)).join("")), 300);
    growsWithSize((count) => void parse(`# ${"\x00".repeat(count)}\n`.repeat(3)), 1000);
  });
});
