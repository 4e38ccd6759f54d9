/** What Home Assistant demands of a document of MQTT discovery: what makes it refuse all of it, or one entity. */
const UNITS: Readonly<Record<string, readonly string[] | undefined>> = {
  battery: ["%"],
  voltage: ["V", "mV", "kV"],
  current: ["A", "mA"],
  power: ["W", "kW", "mW"],
  apparent_power: ["VA", "kVA"],
  frequency: ["Hz", "kHz"],
  temperature: ["°C", "°F", "K"],
  humidity: ["%"],
  duration: ["s", "min", "h", "d"],
  energy: ["Wh", "kWh", "MWh"],
  enum: [],
};
const BINARY_CLASSES = ["battery", "problem", "connectivity"];
const OTHER_CLASSES: Readonly<Record<string, readonly string[]>> = {
  button: ["restart", "identify", "update"],
  switch: ["outlet", "switch"],
  event: ["button", "doorbell", "motion"],
};
const STATE_CLASSES = ["measurement", "total", "total_increasing", "measurement_angle"];
const PLATFORMS = ["sensor", "binary_sensor", "button", "number", "select", "text", "event", "switch"];
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  button: ["command_topic"],
  switch: ["command_topic"],
  number: ["command_topic"],
  select: ["command_topic", "options"],
  text: ["command_topic"],
  event: ["state_topic", "event_types"],
};

type Json = Readonly<Record<string, unknown>>;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function* sensorFaults(at: string, entity: Json): Generator<string> {
  const {
    platform,
    device_class: kind,
    unit_of_measurement: unit,
    state_class: state,
    options,
    entity_category: category,
  } = entity;
  const classes = platform === "sensor" ? Object.keys(UNITS) : BINARY_CLASSES;
  if (kind !== undefined && !classes.includes(String(kind))) yield `${at}: unknown device_class ${kind}`;
  if (state !== undefined && !STATE_CLASSES.includes(String(state))) yield `${at}: state_class ${state}`;
  if (entity.last_reset_value_template !== undefined && state !== "total") yield `${at}: last_reset`;
  const units = UNITS[String(kind)];
  if (platform === "sensor" && units && units.length > 0 && !units.includes(String(unit)))
    yield `${at}: ${unit} is no unit of ${kind}`;
  if (["enum", "date", "timestamp"].includes(String(kind)) && unit !== undefined) yield `${at}: an enum has no unit`;
  if (options !== undefined && kind !== "enum") yield `${at}: options without the class enum`;
  if (options !== undefined && (state !== undefined || list(options).length === 0)) yield `${at}: options are wrong`;
  if (category === "config") yield `${at}: a sensor is not config`;
}

function* entityFaults(at: string, entity: Json, rootState: boolean): Generator<string> {
  const platform = String(entity.platform);
  if (!PLATFORMS.includes(platform)) yield `${at}: platform ${platform}`;
  if (!/^[a-z_]+\.[a-z0-9_]+$/.test(String(entity.default_entity_id))) yield `${at}: ${entity.default_entity_id}`;
  if (typeof entity.unique_id !== "string") yield `${at}: no unique_id`;
  for (const key of NEEDS[platform] ?? []) if (entity[key] === undefined) yield `${at}: no ${key}`;
  if (!rootState && ["sensor", "binary_sensor"].includes(platform) && entity.state_topic === undefined)
    yield `${at}: no state_topic`;
  if (platform === "sensor" || platform === "binary_sensor") yield* sensorFaults(at, entity);
  const others = OTHER_CLASSES[platform];
  if (others && entity.device_class !== undefined && !others.includes(String(entity.device_class)))
    yield `${at}: unknown device_class ${entity.device_class}`;
  if (platform === "text" && !(Number(entity.max) <= 255 && Number(entity.min ?? 0) <= Number(entity.max)))
    yield `${at}: lengths`;
  if (platform === "select" && list(entity.options).length === 0) yield `${at}: no options`;
  if (platform === "number" && !(Number(entity.step) >= 0.001 && Number(entity.min) <= Number(entity.max)))
    yield `${at}: bounds`;
}

function* deviceFaults({ device, origin, availability }: Json): Generator<string> {
  if (list((device as Json | undefined)?.identifiers).length === 0) yield "device without identifiers";
  if (typeof (origin as Json | undefined)?.name !== "string") yield "origin without name";
  for (const one of list(availability)) {
    for (const key of Object.keys(one as Json))
      if (!["topic", "payload_available"].includes(key)) yield `availability: ${key}`;
  }
}

function* twice(entities: readonly Json[]): Generator<string> {
  const seen = new Set<string>();
  for (const { platform, unique_id: id } of entities) {
    if (seen.has(`${platform} ${id}`)) yield `${platform} ${id} twice`;
    seen.add(`${platform} ${id}`);
  }
}

/** Everything that is wrong with the documents, which stand at their topics. */
export function discoveryFaults(documents: ReadonlyMap<string, string>): readonly string[] {
  const faults: string[] = [];
  const singles: Json[] = [];
  for (const [topic, text] of documents) {
    const [, component = "", node = "", ...rest] = topic.split("/");
    if (rest.at(-1) !== "config" || ![node, ...rest.slice(0, -1)].every((part) => /^[a-zA-Z0-9_-]+$/.test(part)))
      faults.push(topic);
    const document = JSON.parse(text) as Json;
    faults.push(...deviceFaults(document));
    if (component !== "device") {
      const entity = { ...document, platform: component };
      singles.push(entity);
      faults.push(...entityFaults(topic, entity, false));
      continue;
    }
    const components = Object.entries(document.components as Readonly<Record<string, Json>>);
    for (const [key, entity] of components)
      faults.push(...entityFaults(key, entity, document.state_topic !== undefined));
    faults.push(...twice(components.map(([, entity]) => entity)));
  }
  return [...faults, ...twice(singles)];
}
