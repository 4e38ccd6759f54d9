/** The retained documents by which a UPS is found: one for the device, or one for each entity (Domoticz knows only those). */
import { VERSION } from "../../nut/version.ts";
import { identityOf, type PublishedUps, stableId } from "../published-ups.ts";
import type { MqttSettings } from "../settings.ts";
import { entitiesOf } from "./entities.ts";
import type { Entity, Topics } from "./entity.ts";

const ORIGIN = { name: "nutts", sw_version: VERSION } as const;

export const topicsOf = ({ base }: MqttSettings, id: string): Topics => ({
  bridge: `${base}/status`,
  state: `${base}/${id}/state`,
  status: `${base}/${id}/status`,
  event: `${base}/${id}/event`,
  command: `${base}/${id}/command`,
  set: `${base}/${id}/set`,
});

function deviceOf(ups: PublishedUps, { page }: MqttSettings) {
  const { serial, manufacturer, model, firmware } = identityOf(ups);
  return {
    identifiers: [stableId(ups)],
    name: ups.name,
    ...(manufacturer && { manufacturer }),
    ...(model && { model }),
    ...(serial && { serial_number: serial }),
    ...(firmware && { sw_version: firmware }),
    ...(page !== undefined && { configuration_url: page }),
  };
}

const availabilityOf = ({ bridge, status }: Topics) => ({
  availability: [{ topic: bridge }, { topic: status }],
  availability_mode: "all",
});

/** What the entity is called in Home Assistant until somebody calls it otherwise. */
const entityId = ({ platform }: Entity, key: string, { id }: PublishedUps): string =>
  `${platform}.${`${id}_${key}`.toLowerCase().replace(/[^a-z0-9_]/g, "_")}`;

/** One that stands alone says all that the device's document says once. */
function alone(entity: Entity, key: string, ups: PublishedUps, settings: MqttSettings): string {
  const topics = topicsOf(settings, ups.id);
  const { platform, ...rest } = entity;
  const reads = platform === "button" || "state_topic" in rest ? {} : { state_topic: topics.state };
  return JSON.stringify({
    ...availabilityOf(topics),
    ...reads,
    ...rest,
    object_id: `${ups.id}_${key}`,
    default_entity_id: entityId(entity, key, ups),
    device: deviceOf(ups, settings),
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
        alone(entity, key, ups, settings),
      ]),
    );
  }
  const document = {
    device: deviceOf(ups, settings),
    origin: ORIGIN,
    state_topic: topics.state,
    ...availabilityOf(topics),
    components: Object.fromEntries(
      [...entities].map(([key, entity]) => [key, { ...entity, default_entity_id: entityId(entity, key, ups) }]),
    ),
  };
  return new Map([[`${prefix}/device/${node}/config`, JSON.stringify(document)]]);
}
