/**
 * `mixed-devices COUNT`: as many devices of as many families as can be played, each on a pseudo-terminal or a loopback port
 * of its own. Prints `[{ driver, port, options }]`, and plays until it is ended.
 */
import { readFileSync } from "node:fs";
import { PlayedUps } from "../../test/rig/serial-ups/played-ups.ts";
import { SerialUps } from "../../test/rig/serial-ups/serial-ups.ts";
import { ShutUps } from "../../test/rig/serial-ups/shut-ups.ts";
import { OWN_APC_RUNS, OWN_RUNS, qxRuns } from "../../test/sim/bench/qx-runs.ts";
import type { Profile } from "../../test/sim/devices/answer-table.ts";
import { loadWalk, OWN_WALKS } from "../../test/sim/devices/snmp-walk.ts";
import { loadCapture, OWN_CAPTURES } from "../../test/sim/devices/usb-capture.ts";
import { FAMILIES } from "../../test/sim/families/index.ts";
import { ModbusUnit } from "../../test/sim/servers/modbus-unit.ts";
import { NetxmlCard, TOWER } from "../../test/sim/servers/netxml-card.ts";
import { NisServer, SMART_UPS } from "../../test/sim/servers/nis-server.ts";
import { SnmpAgent } from "../../test/sim/servers/snmp-agent.ts";

interface Device {
  readonly driver: string;
  readonly port: string;
  readonly options: Readonly<Record<string, string>>;
}
type Start = () => Promise<Device>;

const WALKS = [
  ...["own-rfc1628-three-phase", "own-apc-smart-ups", "own-eaton-epdu-chain", "all-mge-1", "all-cyberpower-1"],
  ...["all-huawei-1", "all-delta-ups-1", "all-vertiv-1", "all-netvision-1", "all-tripplite-1", "all-apc-pdu-1"],
];

const serial: readonly Start[] = FAMILIES.map((family) => async () => {
  const { path } = await PlayedUps.start(family);
  return { driver: family.driver, port: path, options: family.options ?? {} };
});

const asked =
  (driver: string, profile: Profile, options: Device["options"] = {}): Start =>
  async () => {
    const { path } = await SerialUps.start(profile);
    return { driver, port: path, options };
  };

const apc = JSON.parse(readFileSync(`${OWN_APC_RUNS}base.json`, "utf8")) as Profile;

const questions: readonly Start[] = [
  ...qxRuns(OWN_RUNS).flatMap(({ profile, options, dump }) => (dump ? [asked("nutdrv_qx", profile, options)] : [])),
  asked("apcsmart", apc),
  async () => {
    const { path } = await ShutUps.start(loadCapture(OWN_CAPTURES, "own-eaton-ellipse-pro-650"));
    return { driver: "mge-shut", port: path, options: {} };
  },
];

const network: readonly Start[] = [
  ...WALKS.map((walk) => async () => {
    const { port } = await SnmpAgent.start(loadWalk(OWN_WALKS, walk));
    return { driver: "snmp-ups", port: `127.0.0.1:${port}`, options: { snmp_version: "v2c" } };
  }),
  async () => ({ driver: "netxml-ups", port: `http://127.0.0.1:${await new NetxmlCard(TOWER).listen()}`, options: {} }),
  async () => ({ driver: "apcupsd-ups", port: `127.0.0.1:${await new NisServer(SMART_UPS).listen()}`, options: {} }),
  async () => ({
    driver: "generic_modbus",
    port: `127.0.0.1:${await new ModbusUnit().set("discrete", 10, 1).listen()}`,
    options: { OL_addr: "10", OL_regtype: "1", OL_noro: "1", device_mfr: "Example", rio_slave_id: "5" },
  }),
];

/** Each family once before any comes twice. */
function chosen(count: number): readonly Start[] {
  const all = [...serial, ...network, ...questions];
  return Array.from({ length: count }, (_, at) => all[at % all.length]).flatMap((start) => start ?? []);
}

const devices: Device[] = [];
for (const start of chosen(Number(process.argv[2]))) devices.push(await start());
console.log(JSON.stringify(devices));
