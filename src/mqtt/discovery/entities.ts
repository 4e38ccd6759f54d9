/** The entities of a UPS for Home Assistant, as its MQTT discovery takes them, with all keys in full. */
import { describeCommand } from "../../nut/catalogue/commands.ts";
import { isDangerousCommand } from "../../nut/catalogue/dangerous-command.ts";
import { describeVariable } from "../../nut/catalogue/variables.ts";
import type { VarType } from "../../nut/var-type.ts";
import { type PublishedUps, slug, stableId, variablesOf } from "../published-ups.ts";
import { EVENT_TYPES } from "../ups-events.ts";
import type { Entity, Topics } from "./entity.ts";
import { outletSwitches } from "./outlet-switches.ts";
import { FLAGS, SENSORS, type SensorRow } from "./sensor-table.ts";

const templateOf = (name: string): string => `{{ value_json['${name}'] }}`;
const WIDEST = 1_000_000;

const sensorRow = (name: string): SensorRow | undefined => SENSORS.find((row) => row.name.test(name));

const nameOf = (variable: string): string => (describeVariable(variable) ?? variable).slice(0, 100);

function sensor(id: string, variable: string, row: SensorRow): Entity {
  return {
    platform: "sensor",
    name: nameOf(variable),
    unique_id: `${id}_${variable}`,
    value_template: templateOf(variable),
    ...(row.deviceClass && { device_class: row.deviceClass }),
    ...(row.unit && { unit_of_measurement: row.unit }),
    ...(row.measured && { state_class: "measurement" }),
    ...(row.options && { options: row.options }),
    ...(!row.enabled && { enabled_by_default: false }),
    ...(!row.main && { entity_category: "diagnostic" }),
  };
}

/** A value outside the list makes that entity fail: then it is a text. */
const rowFor = (row: SensorRow, value: string): SensorRow => {
  if (!row.options || row.options.includes(value)) return row;
  const { options: _options, deviceClass: _class, ...plain } = row;
  return plain;
};

function bounds(type: Extract<VarType, { kind: "range" | "number" }>) {
  const ranges = type.kind === "range" ? type.ranges : [];
  const ends = ranges.flatMap(({ min, max }) => [min, max]).filter((end) => Number.isFinite(end));
  const [min, max] = ends.length > 0 ? [Math.min(...ends), Math.max(...ends)] : [-WIDEST, WIDEST];
  return { min, max, step: ends.length > 0 && ends.every(Number.isInteger) ? 1 : 0.1, mode: "box" };
}

function setting(id: string, variable: string, type: VarType, topics: Topics): Entity {
  const unit = sensorRow(variable)?.unit;
  const common = {
    name: nameOf(variable),
    unique_id: `${id}_set_${variable}`,
    command_topic: `${topics.set}/${variable}`,
    value_template: templateOf(variable),
    entity_category: "config",
  };
  switch (type.kind) {
    case "enum":
      return type.values.length > 0
        ? { platform: "select", ...common, options: type.values.map((value) => value.slice(0, 255)) }
        : { platform: "text", ...common, max: 255 };
    case "string":
      return { platform: "text", ...common, max: Math.max(1, Math.min(255, type.max || 255)) };
    default:
      return { platform: "number", ...common, ...bounds(type), ...(unit && { unit_of_measurement: unit }) };
  }
}

const button = (id: string, cmd: string, topics: Topics): Entity => ({
  platform: "button",
  name: (describeCommand(cmd) ?? cmd).slice(0, 100),
  unique_id: `${id}_cmd_${cmd}`,
  command_topic: topics.command,
  payload_press: cmd,
  entity_category: "config",
  ...(/^outlet\.\d+\.load\.cycle$/.test(cmd) && { device_class: "restart" }),
  ...(isDangerousCommand(cmd) && { enabled_by_default: false }),
});

function flags(id: string): readonly (readonly [string, Entity])[] {
  return FLAGS.map(({ token, key, name, deviceClass }) => [
    key,
    {
      platform: "binary_sensor",
      name,
      unique_id: `${id}_flag_${token}`,
      value_template: `{{ 'ON' if '${token}' in value_json['ups.status'].split() else 'OFF' }}`,
      ...(deviceClass && { device_class: deviceClass }),
    },
  ]);
}

/** Known while the UPS is not: that is what it is for. */
const connected = (id: string, topics: Topics): Entity => ({
  platform: "binary_sensor",
  name: "Connected",
  unique_id: `${id}_connected`,
  device_class: "connectivity",
  state_topic: topics.status,
  payload_on: "online",
  payload_off: "offline",
  entity_category: "diagnostic",
  availability: [{ topic: topics.bridge }],
});

const energy = (id: string, estimated: boolean): Entity => ({
  platform: "sensor",
  name: estimated ? "Energy (estimated)" : "Energy",
  unique_id: `${id}_energy`,
  device_class: "energy",
  state_class: "total_increasing",
  unit_of_measurement: "kWh",
  value_template: templateOf("energy.kwh"),
});

const event = (id: string, topics: Topics): Entity => ({
  platform: "event",
  name: "Notification",
  unique_id: `${id}_event`,
  state_topic: topics.event,
  event_types: EVENT_TYPES,
});

const SAFE_COMMAND = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

/** By a key that is good for topics and object ids. */
export function entitiesOf(ups: PublishedUps, topics: Topics): ReadonlyMap<string, Entity> {
  const id = stableId(ups);
  const found = new Map<string, Entity>(flags(id));
  found.set("connected", connected(id, topics));
  found.set("event", event(id, topics));
  const variables = new Map(variablesOf(ups));
  if (!variables.has("ups.alarm")) variables.set("ups.alarm", "none");
  const surroundings = variables.get("ambient.present") !== "no";
  for (const [name, value] of variables) {
    const row = surroundings || !name.startsWith("ambient.") ? sensorRow(name) : undefined;
    if (row) found.set(slug(name.replaceAll(".", "_")), sensor(id, name, rowFor(row, value)));
  }
  if (ups.energyKwh !== undefined) found.set("energy", energy(id, ups.energyEstimated));
  if (!ups.control) return found;
  for (const [key, entity] of outletSwitches(id, ups, topics)) found.set(key, entity);
  for (const cmd of ups.snapshot.commands) {
    if (SAFE_COMMAND.test(cmd)) found.set(`cmd_${slug(cmd.replaceAll(".", "_"))}`, button(id, cmd, topics));
  }
  for (const [name, type] of ups.snapshot.writable) {
    if (variables.has(name)) found.set(`set_${slug(name.replaceAll(".", "_"))}`, setting(id, name, type, topics));
  }
  return found;
}
