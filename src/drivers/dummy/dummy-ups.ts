/** `dummy-ups`: a simulated device, or one of another server (drivers/dummy-ups.c of 2.8.5). */
import type { DriverDefinition } from "../types.ts";
import { checkMode, modeOf } from "./mode.ts";
import { RepeaterDriver } from "./repeater.ts";
import { SimulatedDriver } from "./simulated-driver.ts";

export const DUMMY_UPS: DriverDefinition = {
  name: "dummy-ups",
  asTold: true,
  title: "Device simulation and repeater driver",
  version: "0.25",
  options: [
    {
      name: "mode",
      kind: "value",
      help: "Way of working, else told by the port: dummy-once, dummy-loop (the same as dummy) or repeater",
      check: checkMode,
    },
    {
      name: "authconf",
      kind: "value",
      help: "Where users and TLS of the repeated server stand: default, none, or the path of a nutauth.conf",
    },
    {
      name: "repeater_disable_strict_start",
      kind: "flag",
      help: "Start although the server to repeat does not answer yet",
    },
    {
      name: "repeater_username",
      kind: "value",
      help: "User on the repeated server, for variables to set and commands to pass on",
    },
    { name: "repeater_password", kind: "value", help: "Password of that user", secret: true },
  ],
  create(context) {
    const { settings } = context;
    const mode = modeOf(settings.port, settings.get("mode"));
    return mode === "repeater" ? new RepeaterDriver(context) : new SimulatedDriver(context, mode);
  },
};
