/** A server with a power supply, a maker of our own. */
import { Bmc } from "./bmc.ts";
import { type FruFacts, fruData } from "./fru-data.ts";
import { type Entity, fruLocator, measure, POWER_SUPPLY, states, TYPE } from "./sdr-data.ts";

/** Bits of the sensor of a power supply, and of the one that tells whether it is there (IPMI 2.0, table 42-3). */
export const SUPPLY = { present: 1, failed: 2, failing: 4, inputLost: 8, inputOdd: 16 } as const;
export const PRESENCE = { present: 1, absent: 2 } as const;

export const NUMBERS = { presence: 0x54, supply: 0x64, current: 0x94, voltage: 0x96, temperature: 0x98 } as const;

export const FRU: FruFacts = {
  maker: "ACME POWER",
  product: "SUPPLY 750W",
  serial: "AP750-000123",
  part: "P0750A02",
  made: 7_896_531,
  supply: { capacity: 750, range: [9000, 26_400], frequency: [47, 63], voltage: 0 },
};

const BAY: Entity = { id: POWER_SUPPLY, instance: 1 };
const BOARD: Entity = { id: 7, instance: 1 };

/** Supply 2 in bay 1, with a board in front of it whose sensors are not its own. */
export function server(facts: FruFacts = FRU, stride = 1): Bmc {
  const { presence, supply, current, voltage, temperature } = NUMBERS;
  const bmc = new Bmc();
  bmc.stride = stride;
  bmc.frus.set(0, fruData({ maker: "ACME BOARDS", product: "BOARD", serial: "B1", part: "B-1" }));
  bmc.frus.set(2, fruData(facts));
  bmc.add(fruLocator(0, BOARD, "Board"));
  bmc.add(measure({ number: 1, entity: BOARD, name: "12V" }, "voltage", { m: 1, rExp: -1 }));
  bmc.add(fruLocator(2, BAY, "PS1 FRU"));
  bmc.add(states({ number: presence, entity: BAY, name: "PS1 Presence" }, TYPE.presence, 3));
  bmc.add(states({ number: supply, entity: BAY, name: "PS1 Status" }, TYPE.supply));
  bmc.add(measure({ number: current, entity: BAY, name: "PS1 Current" }, "current", { m: 4, rExp: -2 }));
  bmc.add(measure({ number: voltage, entity: BAY, name: "PS1 Voltage" }, "voltage", { m: 2 }));
  bmc.add(measure({ number: temperature, entity: BAY, name: "PS1 Temp" }, "temperature", { m: 1, signed: true }));
  bmc.sensors.set(1, { reading: 121 });
  bmc.sensors.set(presence, { states: PRESENCE.present });
  bmc.sensors.set(supply, { states: SUPPLY.present });
  bmc.sensors.set(current, { reading: 5 });
  bmc.sensors.set(voltage, { reading: 118 });
  bmc.sensors.set(temperature, { reading: 31 });
  return bmc;
}
