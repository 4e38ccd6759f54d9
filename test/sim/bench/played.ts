/** Every driver that has framings or rows of its own on its device, in the states that the device can be in. */

import { ASEM } from "../../../src/drivers/i2c/asem.ts";
import { PIJUICE } from "../../../src/drivers/i2c/pijuice.ts";
import { APC_MODBUS } from "../../../src/drivers/modbus/apc/driver.ts";
import { HUAWEI_UPS2000 } from "../../../src/drivers/modbus/huawei/driver.ts";
import { MUST_EP2000PRO } from "../../../src/drivers/modbus/must-ep2000pro.ts";
import { MGE_UTALK } from "../../../src/drivers/serial/mge-utalk/driver.ts";
import { MGE_SHUT } from "../../../src/drivers/shut/definition.ts";
import { SNMP_UPS } from "../../../src/drivers/snmp/definition.ts";
import type { DriverDefinition } from "../../../src/drivers/types.ts";
import { i2cOpener } from "../../../src/transport/i2c/i2c-tools.ts";
import { USB_FAMILIES, type UsbFamily } from "../../rig/suite/usb-families.ts";
import { apcModbus } from "../devices/apc-modbus.ts";
import { AsemUnit } from "../devices/asem-unit.ts";
import { usbDevice } from "../devices/fake-pipe.ts";
import { huawei } from "../devices/huawei.ts";
import { I2cTools } from "../devices/i2c-tools.ts";
import { must } from "../devices/must.ts";
import { PiJuiceUnit } from "../devices/pijuice-unit.ts";
import { SerialDevice } from "../devices/serial-device.ts";
import { ShutWire } from "../devices/shut-wire.ts";
import { loadWalk, OWN_WALKS, WalkAgent } from "../devices/snmp-walk.ts";
import { captureNames, loadCapture, OWN_CAPTURES } from "../devices/usb-capture.ts";
import { EVOLUTION, PULSAR_ESV, PULSAR_EX } from "../devices/utalk-profiles.ts";
import { FAMILIES } from "../families/index.ts";
import { VirtualClock } from "../machine/virtual-clock.ts";
import type { ModbusUnit } from "../servers/modbus-unit.ts";
import { type BenchSetup, driverBench } from "./driver-bench.ts";
import { openBench } from "./family-bench.ts";
import { modbusBench } from "./modbus-bench.ts";
import { pipeBench } from "./pipe-bench.ts";

type Play = () => Promise<void>;

const serial =
  (driver: string): Play =>
  async () => {
    for (const family of FAMILIES.filter((one) => one.driver === driver))
      for (const { set } of family.scenes) {
        const { driver, run } = await openBench(family, set).catch(() => openBench(family));
        for (let polls = 0; polls < 2; polls++) await run(driver.poll("full")).catch(() => undefined);
      }
  };

const usb =
  ({ driver: name, identity, section, plug, scenes }: UsbFamily): Play =>
  async () => {
    const { vendorId, productId, strings } = identity;
    const [vendor, product] = strings;
    const played = plug();
    const { driver, run } = await pipeBench(
      name,
      usbDevice(vendorId, productId, { vendor, product }),
      played.does,
      section,
    );
    await run(driver.open(() => undefined));
    for (const [scene] of scenes) {
      played.enter(scene);
      for (let polls = 0; polls < 2; polls++) await run(driver.poll("full")).catch(() => undefined);
    }
  };

const modbus =
  (definition: DriverDefinition, unit: () => ModbusUnit): Play =>
  async () => {
    const { poll } = await modbusBench(definition, unit());
    for (let polls = 0; polls < 2; polls++) await poll();
  };

/** As it is, twice. */
const other =
  (setup: (clock: VirtualClock) => Omit<BenchSetup, "clock" | "stepMs" | "longMs">): Play =>
  async () => {
    const clock = new VirtualClock();
    const { driver, run } = driverBench({ ...setup(clock), clock, stepMs: 100, longMs: 1_800_000 });
    await run(driver.open(() => undefined));
    for (let polls = 0; polls < 2; polls++) await run(driver.poll("full"));
  };

const each =
  (...plays: readonly Play[]): Play =>
  async () => {
    for (const play of plays) await play();
  };

const utalk = [PULSAR_EX, PULSAR_ESV, EVOLUTION].map((profile) =>
  other((clock) => {
    const device = new SerialDevice(profile, clock);
    return { definition: MGE_UTALK, serial: { open: () => Promise.resolve(device) }, options: {} };
  }),
);

const walks = captureNames(OWN_WALKS).map((walk) =>
  other(() => ({
    definition: SNMP_UPS,
    snmp: new WalkAgent(loadWalk(OWN_WALKS, walk)),
    options: { port: "card.example" },
  })),
);

const shut = other((clock) => ({
  definition: MGE_SHUT,
  serial: new ShutWire(loadCapture(OWN_CAPTURES, "own-eaton-ellipse-pro-650"), clock),
  options: {},
}));

const asem = other(() => ({
  definition: ASEM,
  i2c: i2cOpener(new I2cTools(new AsemUnit().chips, "7")),
  options: { port: "/dev/i2c-7" },
}));

const pijuice = other(() => ({
  definition: PIJUICE,
  i2c: i2cOpener(new I2cTools(new Map([[0x14, new PiJuiceUnit()]]))),
  options: { port: "/dev/i2c-1" },
}));

const driversOf = (families: readonly { readonly driver: string }[]): readonly string[] => [
  ...new Set(families.map(({ driver }) => driver)),
];

const usbOf = (driver: string): readonly Play[] =>
  Object.values(USB_FAMILIES).flatMap((family) => (family.driver === driver ? [usb(family)] : []));

export const PLAYS: readonly (readonly [name: string, play: Play])[] = [
  ...driversOf(FAMILIES).map((driver) => [driver, serial(driver)] as const),
  ...driversOf(Object.values(USB_FAMILIES)).map((driver) => [driver, each(...usbOf(driver))] as const),
  ["mge-utalk", each(...utalk)],
  ["mge-shut", shut],
  ["must_ep2000pro", modbus(MUST_EP2000PRO, must)],
  ["huawei-ups2000", modbus(HUAWEI_UPS2000, huawei)],
  ["apc_modbus", modbus(APC_MODBUS, apcModbus)],
  ["asem", asem],
  ["pijuice", pijuice],
  ["snmp-ups", each(...walks)],
];
