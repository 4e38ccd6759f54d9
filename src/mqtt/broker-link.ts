/** The broker over the network: the only file that loads `mqtt`, and only where a broker is configured. */
import { readFileSync } from "node:fs";
import { NutError } from "../nut/errors.ts";
import { fileReason, reasonOf } from "../system/system-error.ts";
import type { OpenLink } from "./link.ts";
import type { MqttSettings } from "./settings.ts";

const RECONNECT_MS = 5000;
const CONNECT_MS = 10_000;
const AT_LEAST_ONCE = 1;
/** A command that is longer is none of ours. */
const LONGEST = 1024;
/** Of what the broker keeps, such as a document of a device. */
const LONGEST_KEPT = 262_144;

function caOf({ ca }: MqttSettings) {
  if (ca === undefined) return {};
  try {
    return { ca: readFileSync(ca) };
  } catch (error) {
    throw new NutError("configuration", `ca of [mqtt], ${ca}: ${fileReason(error)}`);
  }
}

/** Rejects with NutError `configuration`; a broker that is away is tried again for as long as it takes. */
export const brokerLink =
  (settings: MqttSettings): OpenLink =>
  async ({ will, topics }, hearing) => {
    const { connect } = await import("mqtt");
    const client = connect(settings.url, {
      ...(settings.username !== undefined && { username: settings.username }),
      ...(settings.password !== undefined && { password: settings.password }),
      ...caOf(settings),
      will: { ...will, payload: Buffer.from(will.payload), retain: true, qos: AT_LEAST_ONCE },
      reconnectPeriod: RECONNECT_MS,
      connectTimeout: CONNECT_MS,
      queueQoSZero: false,
      resubscribe: false,
    });
    let why = "the connection has ended";
    client.on("error", (error) => {
      why = reasonOf(error);
    });
    client.on("connect", () => {
      client.subscribe([...topics], { qos: AT_LEAST_ONCE }, () => undefined);
      hearing.connected();
    });
    client.on("close", () => hearing.lost(why));
    client.on("message", (topic, payload, { retain }) => {
      if (payload.length <= (retain ? LONGEST_KEPT : LONGEST)) hearing.message(topic, payload.toString("utf8"), retain);
    });
    return {
      publish: async (topic, payload, retain) => {
        if (!client.connected) throw new NutError("server-disconnected");
        await client.publishAsync(topic, payload, { qos: AT_LEAST_ONCE, retain });
      },
      end: async () => {
        await client.endAsync(!client.connected).catch(() => undefined);
      },
    };
  };
