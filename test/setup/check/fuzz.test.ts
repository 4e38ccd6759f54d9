/** Whatever stands in the files: no rule throws, and what is mended for certain is mended. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { showChanges } from "../../../src/setup/change/show-changes.ts";
import { gatherInput } from "../../../src/setup/check/check-input.ts";
import { planFixes } from "../../../src/setup/check/plan-fixes.ts";
import { runRules } from "../../../src/setup/check/run-rules.ts";
import { conf, fakeMachine, type Overrides } from "../../sim/machine/fake-machine.ts";

const FILES = [
  "nut.conf",
  "ups.conf",
  "upsd.conf",
  "upsd.users",
  "upsmon.conf",
  "upssched.conf",
  "upssched-cmd.conf",
  "cmd",
];

const line = fc.constantFrom(
  ...[
    "MODE=netclient",
    "MODE=none",
    "[rack]",
    "[local]",
    "driver = usbhid-ups",
    "port = auto",
    "pollinterval = 90",
    "password = s3cret",
  ],
  ...[
    "upsmon master",
    "upsmon = slave",
    "LISTEN ::1",
    "LISTEN *",
    "LISTEN 10.9.9.9 99",
    "listen *",
    "MAXAGE 3",
    "deadtime 7",
    "DEADTIME 7",
  ],
  ...[
    "MONITOR rack@localhost 1 local s3cret master",
    "MONITOR rack@server 1 x y slave",
    "MONITOR",
    'NOTIFYCMD "/sbin/upssched',
    "NOTIFYCMD upssched",
  ],
  ...[
    "POWERDOWNFLAG x",
    "POWERDOWNFLAG /run/nut/x",
    "FINALDELAY 0",
    "NOTIFYFLAG SHUTDOWN EXEC",
    "RUN_AS_USER nobody",
    "ACL x",
    "CMDSCRIPT /etc/nut/cmd",
  ],
  ...[
    "PIPEFN /x/y",
    "AT ONBATT * START-TIMER a 5",
    "AT ONBATT * EXECUTE a",
    "AT ONLINE * CANCEL-TIMER b a",
    "AT x y z",
    "case $1 in",
    "a) upsmon -c fsd ;;",
  ],
  ...[
    "*) ;;",
    "esac",
    "fsd",
    "command = poweroff",
    '"',
    "\\",
    "#",
    "",
    "\u0000\u0007",
    "\ufeff",
    "=",
    "[",
    "é = ü",
    "case $1x in ((((",
  ],
);

const text = fc.array(line, { maxLength: 7 }).map((lines) => lines.join("\n"));

const folders = fc.dictionary(fc.constantFrom(...FILES), fc.option(text), { maxKeys: FILES.length });

const overridesOf = (files: Readonly<Record<string, string | null>>): Overrides =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`/etc/nut/${name}`, content === null ? undefined : conf(content)]),
  );

it("no rule throws, no password is repeated, and mends end", async () => {
  await fc.assert(
    fc.asyncProperty(folders, async (files) => {
      const input = await gatherInput(fakeMachine(overridesOf(files)), "/etc/nut");
      const findings = runRules(input);
      expect(JSON.stringify(findings)).not.toContain("s3cret");
      const { changes, mended } = await planFixes(input);
      expect(showChanges(changes)).not.toContain("s3cret");
      expect(mended.every(({ fix }) => fix !== undefined)).toBe(true);
      expect(changes.length === 0).toBe(mended.length === 0);
    }),
    { numRuns: 60 },
  );
});
