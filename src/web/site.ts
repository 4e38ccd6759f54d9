/** The web server with all that it serves, from settings; without a process around it. */
import type { AddressInfo, Server } from "node:net";
import { SharedMirrors } from "../mirror/shared-mirrors.ts";
import { NutError } from "../nut/errors.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { systemReason } from "../system/system-error.ts";
import { upsIdOf } from "./follow/find-ups.ts";
import { Fleet } from "./follow/fleet.ts";
import type { WatchedServer } from "./follow/watched-server.ts";
import { History } from "./history/history.ts";
import { HistoryFiles } from "./history/history-files.ts";
import { Access } from "./http/access.ts";
import { Connections } from "./http/connections.ts";
import { EventStreams, event } from "./http/event-streams.ts";
import { type GuardSettings, guardOf } from "./http/guard.ts";
import type { Tls } from "./http/hono-app.ts";
import type { Route } from "./http/route.ts";
import { METRIC_SCHEMES, type MetricScheme } from "./metrics/schemes.ts";
import type { OwnMachine } from "./own-machine.ts";
import { batteryTestsRoute } from "./routes/battery-tests.ts";
import { controlRoutes } from "./routes/control.ts";
import { docsRoute } from "./routes/docs.ts";
import { healthRoutes } from "./routes/health.ts";
import { eventView, historyRoutes } from "./routes/history.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { openapiRoute } from "./routes/openapi.ts";
import { ownRoutes } from "./routes/own.ts";
import { pageRoutes, readPage } from "./routes/page.ts";
import { peanutControlRoutes } from "./routes/peanut-control.ts";
import { peanutDeviceRoutes } from "./routes/peanut-devices.ts";
import { peanutSystemRoutes } from "./routes/peanut-system.ts";
import { sessionRoutes } from "./routes/session.ts";
import { LiveEvents } from "./view/live-events.ts";

export interface SiteSettings extends GuardSettings {
  readonly host: string;
  readonly port: number;
  readonly tls?: Tls | undefined;
  /** The folder of the history; none is kept without. */
  readonly history?: string | undefined;
  /** Where upssched-cmd of this machine remembers outages: the history has them, too. */
  readonly outages?: string | undefined;
  /** Where upsmon of this machine keeps what its battery tests gave. */
  readonly batteryTests?: string | undefined;
  readonly servers: readonly WatchedServer[];
  /** The page shows degrees Fahrenheit. */
  readonly fahrenheit?: boolean;
  /** What /metrics has: network_ups_tools unless told. */
  readonly metrics?: readonly MetricScheme[] | undefined;
  /** 1000 unless told. */
  readonly mostConnections?: number;
  /** Where the build has put the page. */
  readonly page?: URL;
}

export interface SiteDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly own?: OwnMachine | undefined;
  /** Those of the process, where other parts of it follow servers, too. */
  readonly mirrors?: SharedMirrors;
}

type Place = Pick<WatchedServer, "host" | "port">;

export interface Site {
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  readonly fleet: Fleet;
  readonly streams: EventStreams;
  readonly connections: Connections;
  /** What a UPS has given in all, in kWh: undefined before it is known. `own` where no history is kept. */
  energy(server: Place, ups: string): number | "own" | undefined;
  close(): Promise<void>;
}

/** From `dist/web` and from the bundle of the daemons beside it. */
const PAGE = new URL(import.meta.url.includes("/daemon-bundle/") ? "../web/page/" : "page/", import.meta.url);

const portAdvice = "name another with --listen ADDRESS:PORT (or WEB_PORT)";

function withTls<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NutError("configuration", `the certificate or key of HTTPS cannot be used: ${reason}`);
  }
}

/** Without it everything else goes on. */
function historyOf(
  { history: folder, outages }: SiteSettings,
  fleet: Fleet,
  { clock, log }: SiteDeps,
): History | undefined {
  if (folder === undefined) return undefined;
  try {
    return new History({ files: new HistoryFiles(folder, clock, log), fleet, clock, memory: outages });
  } catch (error) {
    const reason = error instanceof NutError ? error.detail : systemReason(error);
    log.warning(`no history is kept: ${folder}: ${reason}; name another folder with --history`);
    return undefined;
  }
}

async function listening(server: Server, { host, port }: SiteSettings): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(new NutError("configuration", `${host} port ${port}: ${systemReason(error)}; ${portAdvice}`)),
    );
    server.listen({ host, port }, resolve);
  });
}

const urlOf = ({ host, tls }: SiteSettings, port: number): string =>
  `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;

function counted(history: History, watched: Place, name: string): number | undefined {
  const total = history.total(upsIdOf({ server: { watched }, name }));
  return total && total.wattHours / 1000;
}

/** Throws NutError `configuration` when the address cannot be had. */
export async function startSite(settings: SiteSettings, { clock, log, own, mirrors }: SiteDeps): Promise<Site> {
  const { honoServer } = await import("./http/hono-app.ts");
  const shared = mirrors ?? new SharedMirrors({ clock, log });
  const fleet = new Fleet(settings.servers, { clock, log, own, mirrors: shared });
  const live = new LiveEvents(fleet, (events) => streams.send(events));
  const streams: EventStreams = new EventStreams(clock, live);
  let history: History | undefined;
  const access = new Access(settings, clock);
  const connections = new Connections(clock, settings.mostConnections);
  const described: readonly Route[] = [
    ...healthRoutes(fleet),
    ...peanutSystemRoutes(fleet),
    ...ownRoutes(fleet, streams),
    ...sessionRoutes(access, settings.fahrenheit ?? false),
    ...controlRoutes(fleet),
    ...historyRoutes(fleet, () => history),
    batteryTestsRoute(fleet, settings.batteryTests),
    ...metricsRoutes(fleet, settings.metrics ?? METRIC_SCHEMES.slice(0, 1), () => history),
    ...peanutDeviceRoutes(fleet),
    ...peanutControlRoutes(fleet),
  ];
  const page = pageRoutes(readPage(settings.page ?? PAGE));
  const routes = [...page, ...described, docsRoute(described), openapiRoute(described, settings.basePath)];
  const guard = guardOf(settings, { clock, log, access, connections });
  const server = withTls(() => honoServer(routes, guard, settings.tls));
  connections.serve(server);
  await listening(server, settings).catch(async (error: unknown) => {
    live.close();
    await fleet.close();
    throw error;
  });
  // Not before the port is ours: another process of the same settings keeps the same folder.
  history = historyOf(settings, fleet, { clock, log });
  history?.onEvent((news) => streams.send(event("news", JSON.stringify(eventView(news)))));
  const following = fleet.follow();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    live.close();
    streams.close();
    server.close();
    connections.close();
    await fleet.close();
    history?.close();
    await following;
  };
  const { port } = server.address() as AddressInfo;
  return {
    url: urlOf(settings, port),
    port,
    fleet,
    streams,
    connections,
    energy: (watched, name) => (history ? counted(history, watched, name) : "own"),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
