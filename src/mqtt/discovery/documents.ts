/** The retained documents by which a UPS is found: one for the device, or one for each entity (Domoticz knows only those). */
import { VERSION } from "../../nut/version.ts";
import { identityOf, type PublishedUps, stableId } from "../published-ups.ts";
import type { MqttSettings } from "../settings.ts";
import { type Entity, entitiesOf, type Topics } from "./entities.ts";

const ORIGIN = { name: "nutts", sw_version: VERSION } as const;

export const topicsOf = ({ base }: MqttSettings, id: string): Topics => ({
  bridge: `${base}/status`,
  state: `${base}/${id}/state`,
  status: `${base}/${id}/status`,
  event: `${base}/${id}/event`,
  command: `${base}/${id}/command`,
  set: `${base}/${id}/set`,
});

function deviceOf(ups: PublishedUps) {
  const { serial, manufacturer, model, firmware } = identityOf(ups);
  return {
    identifiers: [stableId(ups)],
    name: ups.name,
    ...(manufacturer && { manufacturer }),
    ...(model && { model }),
    ...(serial && { serial_number: serial }),
    ...(firmware && { sw_version: firmware }),
  };
}

const availabilityOf = ({ bridge, status }: Topics) => ({
  availability: [{ topic: bridge }, { topic: status }],
  availability_mode: "all",
});

/** One that stands alone says all that the device's document says once. */
function alone(entity: Entity, key: string, ups: PublishedUps, topics: Topics): string {
  const { platform, ...rest } = entity;
  const reads = platform === "button" || "state_topic" in rest ? {} : { state_topic: topics.state };
  return JSON.stringify({
    ...availabilityOf(topics),
    ...reads,
    ...rest,
    object_id: `${ups.id}_${key}`,
    device: deviceOf(ups),
    origin: ORIGIN,
  });
}

/** By topic. */
export function documentsOf(ups: PublishedUps, settings: MqttSettings): ReadonlyMap<string, string> {
  const { prefix, discovery } = settings;
  if (discovery === "off") return new Map();
  const topics = topicsOf(settings, ups.id);
  const entities = entitiesOf(ups, topics);
  const node = stableId(ups);
  if (discovery === "single") {
    return new Map(
      [...entities].map(([key, entity]) => [
        `${prefix}/${entity.platform}/${node}/${key}/config`,
        alone(entity, key, ups, topics),
      ]),
    );
  }
  const document = {
    device: deviceOf(ups),
    origin: ORIGIN,
    state_topic: topics.state,
    ...availabilityOf(topics),
    components: Object.fromEntries(entities),
  };
  return new Map([[`${prefix}/device/${node}/config`, JSON.stringify(document)]]);
}
