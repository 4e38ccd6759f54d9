/** What most tests have web.conf say of the broker. */
import type { MqttSettings } from "../../src/mqtt/settings.ts";

export const SETTINGS: MqttSettings = {
  url: "mqtt://127.0.0.1:1",
  username: undefined,
  password: undefined,
  ca: undefined,
  discovery: "device",
  prefix: "homeassistant",
  base: "nutts",
  page: undefined,
  user: { username: "admin", password: "pw" },
};
