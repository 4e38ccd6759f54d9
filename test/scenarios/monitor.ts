import type { Monitor } from "../../src/conf/upsmon-conf.ts";

/** A MONITOR line. */
export const monitor = (system = "ups1@server", more: Partial<Monitor> = {}): Monitor => ({
  system,
  upsname: system.split("@")[0] ?? "",
  host: "server",
  port: 3493,
  powerValue: 1,
  username: "monuser",
  password: "secret",
  role: "primary",
  ...more,
});
