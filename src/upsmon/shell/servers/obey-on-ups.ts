import type { Effect } from "../../core/step.ts";
import type { Arming } from "./arming.ts";
import type { UpsConnection } from "./ups-connection.ts";

/** What a server is asked or told. */
export type UpsEffect = Extract<Effect, { kind: "poll" | "send-fsd" | "ask-logins" | "arm-return" | "disarm" }>;

/** Never rejects: what comes of it is an event. */
export function obeyOnUps(effect: UpsEffect, connection: UpsConnection, arming: Arming): Promise<void> {
  switch (effect.kind) {
    case "poll":
      return connection.poll(effect);
    case "send-fsd":
      return connection.fsd();
    case "ask-logins":
      return connection.askLogins();
    case "arm-return":
      return arming.arm(connection, effect.delay);
    case "disarm":
      return arming.disarm(connection);
  }
}
