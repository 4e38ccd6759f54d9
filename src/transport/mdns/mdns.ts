/**
 * Services on the local network (RFC 6762, 6763), browsed and announced through the npm package `bonjour-service`, which is
 * imported in this folder alone. No daemon is needed for it, and none is in the way: the port is shared.
 */
import { networkInterfaces } from "node:os";
import bonjour, { type Service } from "bonjour-service";
import type { Announced, Announcement, Browsing, MdnsOptions, MdnsService } from "../../system/mdns.ts";
import { reasonOf } from "../../system/system-error.ts";

const MOST_SERVICES = 1000;

interface Emitter {
  on(event: "error" | "warning", hear: (error: unknown) => void): void;
}

/** The package tells of errors of its socket by events only, at an emitter that it does not hand out. */
function emitterOf(instance: bonjour): Emitter {
  const server = Reflect.get(instance, "server") as { readonly mdns: Emitter };
  return server.mdns;
}

const ownInterfaces = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((all = []) => {
    const first = all.find(({ family, internal }) => family === "IPv4" && !internal);
    return first ? [first.address] : [];
  });

/** One for each interface: the system would send by one of them alone. */
function start({ failed, port, interfaces = ownInterfaces() }: MdnsOptions): readonly bonjour[] {
  let said = false;
  const fail = (error: unknown): void => {
    if (!said) failed(reasonOf(error));
    said = true;
  };
  if (interfaces.length === 0) fail(new Error("no network interface is up"));
  return interfaces.map((address) => {
    const options = { interface: address, bind: "0.0.0.0", ...(port !== undefined && { port }) };
    const instance = new bonjour(options as ConstructorParameters<typeof bonjour>[0], fail);
    const emitter = emitterOf(instance);
    emitter.on("error", fail);
    // A packet that cannot be read, an interface that has no multicast.
    emitter.on("warning", () => undefined);
    return instance;
  });
}

const textOf = (txt: unknown): MdnsService["txt"] =>
  typeof txt === "object" && txt !== null
    ? Object.fromEntries(
        Object.entries(txt).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
      )
    : {};

const serviceOf = ({ name, host, port, addresses, txt }: Service): MdnsService => ({
  name,
  host,
  port,
  addresses: addresses ?? [],
  txt: textOf(txt),
});

/** `type` as in `_nut._tcp`: nut. Each service is told once for each interface. */
export function browse(types: readonly string[], up: (service: MdnsService) => void, options: MdnsOptions): Browsing {
  const instances = start(options);
  let left = MOST_SERVICES;
  const hear = (found: Service): void => {
    if (left-- > 0) up(serviceOf(found));
  };
  const browsers = instances.flatMap((instance) => types.map((type) => instance.find({ type }, hear)));
  return {
    ask: () => {
      for (const browser of browsers) browser.update();
    },
    stop: () => {
      for (const browser of browsers) browser.stop();
      for (const instance of instances) instance.destroy();
    },
  };
}

const GOODBYE_MS = 500;

const goodbye = (instance: bonjour): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      instance.destroy();
      resolve();
    };
    const timer = setTimeout(end, GOODBYE_MS);
    instance.unpublishAll(end);
  });

export function announce(service: Announced, options: MdnsOptions): Announcement {
  const instances = start(options);
  // With `probe` the package writes to our output when it finds another one of this name.
  for (const instance of instances) instance.publish({ ...service, probe: false });
  return { stop: async () => void (await Promise.all(instances.map(goodbye))) };
}
