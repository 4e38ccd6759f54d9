/** Walks of cards, compared with what snmp-ups 2.8.5 of the C project publishes of them. */
import { describe, expect, it } from "@jest/globals";
import { MIBS } from "../../../src/drivers/snmp/mibs/index.ts";
import { loadWalk, OWN_WALKS, SHARED_WALKS } from "../../sim/devices/snmp-walk.ts";
import { captureNames, expectedCommands, expectedVars, expectedWritables } from "../../sim/devices/usb-capture.ts";
import { dumpWalk } from "./snmp-bench.ts";

type Difference = readonly [walk: string, name: string, why: string];

const phaseLoads = (walk: string, prefix = ""): readonly Difference[] =>
  ["1", "2", "3"].map((phase) => [walk, `${prefix}input.L${phase}.load`, "the C driver shows the last phase as L1"]);

const HPE: readonly Difference[] = [
  ...["all-hpe-epdu-1", "all-hpe-epdu-2"].flatMap((walk) => [
    ...phaseLoads(walk),
    [walk, "ups.alarm", "the C driver tells L2 in place of L3, and cuts the text off"] as const,
    [walk, "ups.status", "the C driver leaves the alarms of PDUs out of it"] as const,
  ]),
  ...["device.1.", "device.2."].flatMap((prefix) => [
    ...phaseLoads("all-hpe-epdu-chain", prefix),
    ["all-hpe-epdu-chain", `${prefix}ups.alarm`, "ups.alarm has the alarms of all devices"] as const,
  ]),
  ["all-hpe-epdu-chain", "ups.alarm", "the same"],
];

const PULIZZI: readonly Difference[] = ["all-pulizzi-switched1-1", "all-pulizzi-switched1-2"].flatMap((walk) =>
  ["shutdown.return", "shutdown.stayoff"].map(
    (name) => [walk, name, "the C driver lists it and does not know it; no object of the PDU takes a delay"] as const,
  ),
);

const each = (walks: readonly string[], names: readonly string[], why: string): readonly Difference[] =>
  walks.flatMap((walk) => names.map((name) => [walk, name, why] as const));

/** Found wrong in the C driver by its users. */
const REPORTED: readonly Difference[] = [
  ...each(
    ["all-delta-ups-1", "all-delta-ups-2"],
    ["input.frequency.nominal", "output.frequency.nominal"],
    "the C driver shows tenths as hertz (500)",
  ),
  ["all-ietf-1", "ups.status", "the calibration has ended, and the C driver says CAL for ever"],
  ["all-tripplite-1", "ups.status", "the same"],
  ["all-mge-2", "ups.status", "the C driver says OFF of a UPS that is on battery"],
];

/** Where we differ on purpose: walk, name, and why. */
const DIFFERENCES: readonly Difference[] = [
  ...HPE,
  ...PULIZZI,
  ...REPORTED,
  ["librenms-eatonups_eaton-connectups", "battery.date", "the C driver lets nothing be set but the word dummy"],
  ["librenms-eatonupsm2_9px_empg2", "battery.date", "the same"],
  ["all-eaton-pxg-ups-1", "battery.date", "the same"],
  ["all-eaton-pxg-ups-1", "output.realpower", "no card has both objects of it; the C driver takes the last"],
  ["all-eaton-pxg-ups-2", "battery.date", "the C driver lets nothing be set but the word dummy"],
  ["librenms-eatonpdu_2+model", "ups.status", "the C driver tells of an alarm one poll late in the status of its PDUs"],
  ["own-eaton-epdu-chain", "device.1.ups.alarm", "ups.alarm has the alarms of all devices"],
  ["own-eaton-epdu-chain", "device.2.ups.alarm", "the same"],
  ["own-eaton-epdu-chain", "ups.alarm", "the same"],
  ["own-apc-smart-ups", "ups.delay.shutdown", "the C driver shows three times the seconds"],
  ["own-apc-smart-ups", "ups.delay.start", "the same"],
  ["own-apc-smart-ups", "input.sensitivity", "the C driver has room for one letter only"],
];

/** Of the driver program and of the core that is the same for all drivers, not of the device. */
const FOREIGN = /^driver\.(?!version\.data)|^device\.type$|^shutdown\.default$/;

const kept = (walk: string, name: string): boolean =>
  !FOREIGN.test(name) && !DIFFERENCES.some(([one, other]) => one === walk && other === name);

const lines = (walk: string, entries: Iterable<readonly [string, unknown]>): readonly string[] =>
  [...entries].flatMap(([name, value]) => (kept(walk, name) ? [`${name}: ${String(value)}`] : [])).sort();

/** `driver.version.data: apcc MIB 1.61` */
const mibOf = (from: string, name: string): string =>
  /^(\S+) MIB/.exec(expectedVars(from, name).get("driver.version.data") ?? "")?.[1] ?? "";

const all = [SHARED_WALKS, OWN_WALKS].flatMap((from) => captureNames(from).map((name) => [name, from] as const));

describe.each(all)("%s", (name, from) => {
  if (!MIBS.some((entry) => entry.name === mibOf(from, name))) {
    it.todo(`is described by ${mibOf(from, name)}, which is not there yet`);
    return;
  }

  it("gives the same variables with the same values", async () => {
    const { vars } = await dumpWalk(loadWalk(from, name));
    expect(lines(name, vars)).toEqual(lines(name, expectedVars(from, name)));
  });

  it("offers the same commands", async () => {
    const { commands } = await dumpWalk(loadWalk(from, name));
    const own = (given: readonly string[]) => given.filter((one) => kept(name, one)).sort();
    expect(own(commands)).toEqual(own(expectedCommands(from, name)));
  });

  it("lets the same variables be written, with the same types", async () => {
    const { writables } = await dumpWalk(loadWalk(from, name));
    expect(lines(name, writables)).toEqual(lines(name, expectedWritables(from, name)));
  });
});

if (captureNames(SHARED_WALKS).length === 0)
  it.todo(`has no walks of real cards here: ${SHARED_WALKS} is absent; our own are judged`);
