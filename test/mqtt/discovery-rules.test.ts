/** The checks of discovery documents find what Home Assistant refuses. */
import { describe, expect, it } from "@jest/globals";
import { discoveryFaults } from "./discovery-rules.ts";

const SENSOR = { platform: "sensor", unique_id: "x", default_entity_id: "sensor.x" };
const NUMBER = { ...SENSOR, platform: "number", command_topic: "t", min: 0, max: 1, step: 1 };
const GOOD = { device: { identifiers: ["x"] }, origin: { name: "nutts" }, state_topic: "s" };

const faults = (document: object, topic = "homeassistant/device/x/config") =>
  discoveryFaults(new Map([[topic, JSON.stringify(document)]]));
const withEntity = (entity: object, more: object = {}) => faults({ ...GOOD, ...more, components: { key: entity } });

describe("the rules of discovery", () => {
  it("take what is right", () => {
    expect(withEntity(SENSOR)).toEqual([]);
    expect(withEntity(NUMBER)).toEqual([]);
  });

  it.each([
    ["a device without ids", faults({ ...GOOD, device: {}, components: {} })],
    ["an origin without a name", faults({ ...GOOD, origin: {}, components: {} })],
    ["a topic with other characters", faults({ ...GOOD, components: {} }, "homeassistant/device/x y/config")],
    ["a key that availability does not know", withEntity(SENSOR, { availability: [{ topic: "t", pl: 1 }] })],
    ["a platform that there is not", withEntity({ ...SENSOR, platform: "meter" })],
    ["no unique_id", withEntity({ ...SENSOR, unique_id: undefined })],
    ["an entity id with capitals", withEntity({ ...SENSOR, default_entity_id: "sensor.X" })],
    ["no state topic", withEntity(SENSOR, { state_topic: undefined })],
    ["an unknown class", withEntity({ ...SENSOR, device_class: "charge" })],
    [
      "a unit that the class does not have",
      withEntity({ ...SENSOR, device_class: "power", unit_of_measurement: "VA" }),
    ],
    ["an unknown state class", withEntity({ ...SENSOR, state_class: "now" })],
    ["options without enum", withEntity({ ...SENSOR, options: ["a"] })],
    ["an enum with a unit", withEntity({ ...SENSOR, device_class: "enum", options: ["a"], unit_of_measurement: "V" })],
    ["an enum that is measured", withEntity({ ...SENSOR, device_class: "enum", options: ["a"], state_class: "total" })],
    ["empty options", withEntity({ ...SENSOR, device_class: "enum", options: [] })],
    ["a reset without total", withEntity({ ...SENSOR, last_reset_value_template: "x" })],
    ["a sensor that is config", withEntity({ ...SENSOR, entity_category: "config" })],
    ["a number upside down", withEntity({ ...NUMBER, min: 2 })],
    ["a step too small", withEntity({ ...NUMBER, step: 0.0001 })],
    ["a select without options", withEntity({ ...SENSOR, platform: "select", command_topic: "t" })],
    ["a button without a topic", withEntity({ ...SENSOR, platform: "button" })],
    ["a switch of another class", withEntity({ ...SENSOR, platform: "switch", command_topic: "t", device_class: "x" })],
    ["a text that is too long", withEntity({ ...SENSOR, platform: "text", command_topic: "t", max: 300 })],
    ["the same id twice", faults({ ...GOOD, components: { a: SENSOR, b: SENSOR } })],
  ])("find %s", (_, found) => {
    expect(found.length).toBeGreaterThan(0);
  });
});
