/** Outlets as switches: those that can be switched both ways and tell their state. */
import { isDangerousCommand } from "../../nut/catalogue/dangerous-command.ts";
import { type PublishedUps, variablesOf } from "../published-ups.ts";
import type { Entity, Topics } from "./entity.ts";

function outletSwitch(id: string, n: string, name: string, topics: Topics): Entity {
  const off = `outlet.${n}.load.off`;
  return {
    platform: "switch",
    name: `Outlet ${name}`,
    unique_id: `${id}_outlet_${n}`,
    device_class: "outlet",
    command_topic: topics.command,
    payload_on: `outlet.${n}.load.on`,
    payload_off: off,
    state_on: "on",
    state_off: "off",
    value_template: `{{ value_json['outlet.${n}.status'] }}`,
    ...(isDangerousCommand(off) && { enabled_by_default: false }),
  };
}

/** By key. */
export function outletSwitches(id: string, ups: PublishedUps, topics: Topics): readonly (readonly [string, Entity])[] {
  const { commands } = ups.snapshot;
  const variables = new Map(variablesOf(ups));
  const numbers = commands.flatMap((cmd) => /^outlet\.(\d{1,3})\.load\.on$/.exec(cmd)?.[1] ?? []);
  return numbers.flatMap((n) => {
    if (!commands.includes(`outlet.${n}.load.off`) || !variables.has(`outlet.${n}.status`)) return [];
    const name = variables.get(`outlet.${n}.name`) || variables.get(`outlet.${n}.desc`) || n;
    return [[`outlet_${n}_switch`, outletSwitch(id, n, name.slice(0, 100), topics)] as const];
  });
}
