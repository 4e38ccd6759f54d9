/** apc_modbus: Smart-UPSes of APC that speak Modbus, over TCP and serial lines. */
import type { ModbusAnswer, ModbusLink } from "../../../device/modbus.ts";
import type { StatusToken } from "../../../nut/status.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import { notThere } from "../../kit/held.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import type { Closable, Link } from "../../kit/link.ts";
import { type Family, TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import { numberIn } from "../line.ts";
import { type Place, placeOf, readInBlocks, type Words, type Write } from "../place.ts";
import { type Block, readWords, type Words as Told } from "../registers.ts";
import { type ApcRow, BLOCKS, GROUPS, GROUPS_AT, groupRows, INVENTORY, loadRows, ROWS } from "../tables/apc.ts";
import { OPTIONS, targetOf } from "./options.ts";

/** Between one frame and the next, in milliseconds; and before a register that was written is read. */
const FRAME_MS = 35;
const WRITTEN_MS = 100;
/** So often a register is asked for. */
const TRIES = 3;

type ApcLink = Link<Place, Words, Write, StatusToken>;

/** The groups of outlets that the UPS says it has. */
function groupsIn(told: Told): { readonly facts: ApcLink["facts"]; readonly rows: readonly ApcRow[] } {
  const bits = told(GROUPS_AT) ?? 0;
  const present = [...GROUPS.entries()].filter(([number]) => (bits >> number) & 1);
  const all = present.reduce((targets, [, { target }]) => targets | target, 0);
  return {
    facts: [
      ["outlet.group.count", String(present.length)],
      ...present.flatMap(([number, { id, designator }]) => [
        [`outlet.group.${number}.id`, id] as const,
        [`outlet.group.${number}.designator`, designator] as const,
      ]),
    ],
    rows: [...(all === 0 ? [] : loadRows(all)), ...present.flatMap(([number, group]) => groupRows(number, group, all))],
  };
}

class Registers {
  readonly #link: ModbusLink;
  readonly #clock: Clock;
  readonly #tries: number;

  constructor(link: ModbusLink, clock: Clock, tries: number) {
    this.#link = link;
    this.#clock = clock;
    this.#tries = tries;
  }

  read(block: Block): Promise<Told> {
    return readWords({ name: this.#link.name, read: (...what) => this.#ask(what) }, [block]);
  }

  /** Again where no answer came. */
  async #ask(what: Parameters<ModbusLink["read"]>): Promise<ModbusAnswer> {
    for (let left = this.#tries; ; left--) {
      await sleep(this.#clock, FRAME_MS);
      const answer = await this.#link.read(...what).catch((error: unknown) => {
        if (left > 1 && error instanceof DeviceError && error.fault === "stale") return undefined;
        throw error;
      });
      if (answer) return answer;
    }
  }

  readMany(places: readonly Place[]): Promise<readonly Answer<Words>[]> {
    return readInBlocks(places, BLOCKS, (block) => this.read(block));
  }

  async write({ at, values }: Write): Promise<boolean> {
    await sleep(this.#clock, FRAME_MS);
    const answer = await this.#link.writeAll(at, values);
    await sleep(this.#clock, WRITTEN_MS);
    return answer.kind === "data";
  }
}

async function open({ openers, settings, clock }: DriverContext, opened: (port: Closable) => void): Promise<ApcLink> {
  const link = await openers.modbus.open(targetOf(settings));
  opened(link);
  const registers = new Registers(link, clock, numberIn(settings, "modbus_retries", TRIES));
  const advice = "check port, porttype and slaveid in ups.conf, and that Modbus is enabled in the menu of the UPS";
  const { facts, rows } = groupsIn(await registers.read(INVENTORY).catch(notThere(advice)));
  const readMany = (places: readonly Place[]) => registers.readMany(places);
  return {
    title: `Smart-UPS of APC at ${link.name}`,
    facts: [["ups.mfr", "American Power Conversion"], ["device.type", "ups"], ...facts],
    rows,
    readMany,
    read: async (place) => (await readMany([place]))[0] ?? { kind: "silent" },
    write: ({ at }, values) => registers.write({ at, values }),
    order: (write) => registers.write(write),
    close: () => link.close(),
  };
}

const FAMILY: Family<Place, Words, StatusToken, Write> = {
  rows: ROWS,
  placeOf,
  open,
  killpower: "shutdown.return",
};

export const APC_MODBUS: DriverDefinition = {
  name: "apc_modbus",
  title: "Smart-UPSes of APC that speak Modbus, over TCP and serial lines",
  version: "0.19",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver(FAMILY, context),
};
