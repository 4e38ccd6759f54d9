import type { Effect, Event } from "../../core/step.ts";
import type { Arming } from "./arming.ts";
import { startBatteryTest, stopBatteryTest } from "./battery-test-command.ts";
import type { UpsConnection } from "./ups-connection.ts";

/** What is about one UPS: most of it is asked of its server, or told. */
export type UpsEffect = Extract<
  Effect,
  {
    kind:
      | "poll"
      | "send-fsd"
      | "ask-logins"
      | "arm-return"
      | "disarm"
      | "start-test"
      | "stop-test"
      | "test-ended"
      | "outage-seen";
  }
>;

/** Never rejects: what comes of it is an event. */
export function obeyOnUps(
  effect: UpsEffect,
  connection: UpsConnection,
  arming: Arming,
  emit: (event: Event) => void,
): Promise<void> {
  switch (effect.kind) {
    case "poll":
      return connection.poll(effect);
    case "send-fsd":
      return connection.fsd();
    case "ask-logins":
      return connection.askLogins();
    case "arm-return":
      return arming.arm(connection, effect.delay);
    case "start-test":
      return startBatteryTest(connection, effect.test, emit);
    case "stop-test":
      return stopBatteryTest(connection);
    case "test-ended":
    case "outage-seen":
      return Promise.resolve();
    case "disarm":
      return arming.disarm(connection);
  }
}
