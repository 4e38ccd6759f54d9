/** The USB families with packets of their own: what is plugged in, what befalls it, and what it is told. */

import type { Scene } from "../../sim/bench/family-bench.ts";
import type { Behaviours } from "../../sim/devices/fake-pipe.ts";
import type { Unit } from "../../sim/devices/played-line.ts";
import { BCMXCP_ONE, briefOf } from "../../sim/families/bcmxcp.ts";
import { POWERVAR } from "../../sim/families/powervar.ts";
import { RIELLO_GPSER } from "../../sim/families/riello-ser.ts";
import {
  OMNIVS,
  OMNIVS_2001,
  SMART_0004,
  SMART_3005,
  SMART_3017,
  SMARTPRO,
  TrippUnit,
} from "../../sim/families/tripplite-usb.ts";
import {
  atclChip,
  powervarChip,
  richcommChip,
  rielloChip,
  type UsbChip,
  xcpChip,
} from "../../sim/families/usb-chips.ts";
import type { ChipIdentity } from "../virtual-ups/chips.ts";
import type { Face } from "../virtual-ups/descriptors.ts";

/** A device in a state of its own, seen from the cable. */
export interface Played {
  readonly does: Behaviours;
  readonly orders: string[];
  /** Brings about a scene of the family. */
  readonly enter: (scene: string) => void;
  /** Makes something else of every packet; undefined: of none. */
  readonly spoilBy: (spoil: ((packet: Uint8Array) => Uint8Array) | undefined) => void;
}

export interface UsbFamily {
  readonly driver: string;
  readonly identity: ChipIdentity;
  readonly face: Face;
  readonly section?: Readonly<Record<string, string>>;
  readonly plug: () => Played;
  /** Names and statuses, in order. */
  readonly scenes: readonly (readonly [name: string, status: string])[];
  /** `INSTCMD` and `SET` as the driver hears them. */
  readonly orders: readonly string[];
  /** How many of the orders are played where nobody has all night: those of some devices take seconds. */
  readonly brief?: number;
  /** A variable that the C driver shows when it has shown all. */
  readonly needed?: string;
  /** Lines in which ours differs from C on purpose. */
  readonly apart?: readonly RegExp[];
  /** Any packet means something: only what is cut off is garbage. */
  readonly unchecked?: true;
}

const cmd = (...names: readonly string[]): readonly string[] => names.map((name) => `INSTCMD ${name}`);
const set = (name: string, value: string): string => `SET ${name} "${value}"`;

const same = (packet: Uint8Array): Uint8Array => packet;

/** A chip with the scenes of its serial unit. */
function played<U>(chip: UsbChip<U>, scenes: readonly Pick<Scene<Unit>, "name" | "set">[]): Played {
  return {
    does: chip.does,
    orders: chip.orders,
    enter: (scene) => scenes.find(({ name }) => name === scene)?.set?.(chip.unit as unknown as Unit),
    spoilBy: (spoil = same) => Object.assign(chip, { spoil }),
  };
}

const named = (scenes: readonly Scene<Unit>[]): UsbFamily["scenes"] =>
  scenes.map(({ name, status }) => [name, status.replace(/^ALARM /, "")]);

/** A chip that has but a byte of state. */
const contacts = (
  make: () => UsbChip<{ state: number }>,
  states: Readonly<Record<string, readonly [state: number, status: string]>>,
): Pick<UsbFamily, "plug" | "scenes" | "unchecked"> => ({
  unchecked: true,
  scenes: Object.entries(states).map(([name, [, status]]) => [name, status]),
  plug: () => {
    const chip = make();
    return { ...played(chip, []), enter: (scene) => Object.assign(chip.unit, { state: states[scene]?.[0] }) };
  },
});

/** Tripp Lite: a state is what it answers to S, and other answers beside it. */
type TrippScenes = Readonly<Record<string, readonly [status: string, answers: Readonly<Record<string, string>>]>>;

function tripp(
  number: number,
  answers: Readonly<Record<string, string>>,
  product: string,
  scenes: TrippScenes,
  orders: readonly string[],
  { apart }: Pick<UsbFamily, "apart"> = {},
): UsbFamily {
  return {
    driver: "tripplite_usb",
    identity: { vendorId: 0x09ae, productId: 0x0001, strings: ["TRIPP LITE", `TRIPP LITE ${product}  `] },
    face: { hid: true, packet: 8 },
    ...(apart ? { apart } : {}),
    section: { product: `.*${product}.*`, offdelay: "300" },
    scenes: Object.entries(scenes).map(([name, [status]]) => [name, status]),
    orders: [...cmd("shutdown.return"), set("ups.delay.shutdown", "20"), ...cmd("shutdown.return"), ...orders],
    plug: () => {
      const unit = new TrippUnit(number, answers);
      return {
        does: unit.does,
        orders: unit.orders,
        enter: (scene) => {
          for (const [letter, answer] of Object.entries(scenes[scene]?.[1] ?? {})) unit.answers.set(letter, answer);
        },
        spoilBy: (spoil = same) => Object.assign(unit, { spoil }),
      };
    },
  };
}

const SMART_ORDERS = cmd("test.battery.start");
const OUTLETS = [
  set("outlet.2.switch", "off"),
  set("outlet.2.switch", "on"),
  set("outlet.1.switch", "0"),
  ...cmd("load.off", "load.on"),
];

/** C shows 65535 of a device that tells no number, and would set it. */
const NO_ID = { apart: [/^ups\.id\b/] };
/** The text that C makes the order of ends at its zero: the state is left out. */
const CUT_OFF = { apart: [/^SET outlet\.2\.switch "off"/] };

/** SMARTPRO and its like, whose low battery stands in the first character and the mains in the fourth. */
const smart = (on: string, off: string, low: string, extra: Readonly<Record<string, string>> = {}): TrippScenes => ({
  "on mains": ["OL", { S: on }],
  "on battery": ["OB", { S: off, ...extra }],
  "nearly empty": ["OB LB", { S: low }],
});

export const USB_FAMILIES: Readonly<Record<string, UsbFamily>> = {
  bcmxcp: {
    driver: "bcmxcp_usb",
    identity: { vendorId: 0x0592, productId: 0x0002, strings: ["Powerware", "Powerware UPS"] },
    face: { hid: false, packet: 64 },
    section: { shutdown_delay: "300" },
    // Of an identity in two frames C takes the first alone: it waits for a second one as long as the first.
    plug: () => played(xcpChip(briefOf), BCMXCP_ONE.scenes),
    scenes: named(BCMXCP_ONE.scenes),
    orders: [
      ...cmd("shutdown.return", "outlet.1.load.off"),
      set("battery.packs", "3"),
      ...cmd("shutdown.stayoff", "load.on", "bypass.start", "test.battery.start", "beeper.mute"),
      ...cmd("outlet.2.load.on", "outlet.2.shutdown.return"),
      set("input.transfer.boost.high", "300"),
      set("outlet.2.delay.start", "300"),
    ],
    brief: 2,
    needed: "battery.packs",
    // As every other driver of USB devices says it.
    apart: [/^ups\.(vendor|product)id:/],
    // An alarm for the battery stays.
  },
  riello: {
    driver: "riello_usb",
    identity: { vendorId: 0x04b4, productId: 0x5500, strings: ["Cypress", "USB to Serial"] },
    face: { hid: true, packet: 8 },
    plug: () => played(rielloChip(), RIELLO_GPSER.scenes),
    scenes: named(RIELLO_GPSER.scenes),
    orders: [
      ...cmd("shutdown.return", "shutdown.stop", "load.off", "load.on", "load.off.delay", "load.on.delay"),
      ...cmd("test.battery.start", "test.panel.start"),
    ],
    brief: 4,
    needed: "output.L3.current",
  },
  powervar: {
    driver: "powervar_cx_usb",
    identity: { vendorId: 0x4234, productId: 0x0001, strings: ["Powervar", "GTS"] },
    face: { hid: true, packet: 8 },
    section: { offdelay: "20", disptesttime: "30" },
    plug: () => played(powervarChip(), POWERVAR.scenes),
    scenes: named(POWERVAR.scenes),
    orders: [
      ...cmd("shutdown.return", "shutdown.stop", "beeper.mute"),
      set("ups.start.auto", "no"),
      ...cmd("load.off", "load.off.delay", "load.on.delay", "shutdown.stayoff", "reset.input.minmax"),
      ...cmd("test.battery.start.quick", "test.battery.start.deep", "test.panel.start"),
      set("battery.date", "202601"),
    ],
    brief: 4,
    needed: "device.uptime",
    apart: [
      // Dates, where C has the words of the device; and timers that stand still.
      /^((battery|ups\.mfr)\.date|ups\.timer\.\w+): |^SET battery\.date/,
      // There a raised output has no mains, and a panel that is tested is an error.
      /^ups\.status: BOOST|^INSTCMD test\.panel\.start/,
    ],
  },
  richcomm: {
    driver: "richcomm_usb",
    identity: { vendorId: 0x0925, productId: 0x1234, strings: ["RICHCOMM", "UPS USB MON V1.4", "R123"] },
    face: { hid: true, packet: 8 },
    ...contacts(richcommChip, {
      "on mains": [6, "OL"],
      "on battery": [2, "OB"],
      "nearly empty": [0, "OB LB"],
      "on mains, its battery low": [4, "OL LB"],
    }),
    orders: cmd("shutdown.return"),
  },
  atcl: {
    driver: "nutdrv_atcl_usb",
    identity: { vendorId: 0x0001, productId: 0x0000, strings: ["ATCL FOR UPS", "ATCL FOR UPS"] },
    face: { hid: true, packet: 8 },
    ...contacts(atclChip, { "on mains": [3, "OL"], "on battery": [1, "OB"], "nearly empty": [2, "OB LB"] }),
    orders: cmd("shutdown.stayoff"),
  },
  smartpro: tripp(
    0x3003,
    SMARTPRO,
    "SMART1500",
    {
      ...smart("10\0\0Z0", "10\0\x01Z0", "00\0\x01Z0", { D: "0064" }),
      off: ["OFF", { S: "10\0\x04Z0" }],
      "its battery worn out": ["OL RB", { S: "21\0\0Z0", D: "7187" }],
      "testing itself": ["CAL OL", { S: "12\0\0Z0" }],
      overloaded: ["OVER OB", { S: "13\0\x01Z0" }],
    },
    [...SMART_ORDERS, set("ups.id", "513"), ...OUTLETS],
  ),
  omnivs: tripp(
    0x1001,
    OMNIVS,
    "OMNIVS1000",
    {
      "on mains": ["OL", { S: "10\0XXX" }],
      "on battery": ["OB", { S: "11\0XXX", B: "0000BC" }],
      "nearly empty": ["OB LB", { S: "01\0XXX", B: "0000B1" }],
      bypassed: ["BYPASS", { S: "12\0XXX" }],
    },
    [],
    NO_ID,
  ),
  smart3005: tripp(
    0x3005,
    SMART_3005,
    "SMART500",
    smart("\x01\0\0\0", "\x01\0\0\x01", "\0\0\0\x01", { D: "\0\0\0\x73" }),
    [...SMART_ORDERS, set("ups.id", "513"), set("outlet.2.switch", "on"), set("outlet.2.switch", "off")],
    CUT_OFF,
  ),
  omnivs2001: tripp(
    0x2001,
    OMNIVS_2001,
    "OMNIVS800",
    smart("10\0\0XX", "10\0\x01XX", "00\0\x01XX", { B: "0000BC" }),
    [],
  ),
  smart0004: tripp(
    0x0004,
    SMART_0004,
    "SMART700",
    smart("10\0\0", "10\0\x01", "00\0\x01", { D: "0064" }),
    [...SMART_ORDERS, set("outlet.1.switch", "off")],
    NO_ID,
  ),
  smart3017: tripp(0x3017, SMART_3017, "SMX1200", smart("10\0\0", "10\0\x01", "00\0\x01", { D: "0064" }), SMART_ORDERS),
};
