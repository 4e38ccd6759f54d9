/** Which UPS a path means (PeaNUT's three forms), within those that are known. */
import { parseUpsId } from "../../nut/ups-id.ts";
import type { Fleet } from "./fleet.ts";
import type { FollowedUps } from "./followed-server.ts";
import type { WatchedServer } from "./watched-server.ts";

interface Place {
  readonly host: string;
  readonly port: number;
  readonly name: string;
}

const isPort = (part: string): boolean => /^\d{1,5}$/.test(part);

function tildeForm(id: string): Place | undefined {
  const [host, port, ...name] = id.split("~");
  if (host === undefined || port === undefined || name.length === 0 || !isPort(port)) return undefined;
  return { host, port: Number(port), name: name.join("~") };
}

/** The older form: the last part of digits alone, neither first nor last, is the port. */
function underscoreForm(id: string): Place | undefined {
  const parts = id.split("_");
  const at = parts.findLastIndex((part, i) => i > 0 && i < parts.length - 1 && isPort(part));
  if (at < 0) return undefined;
  return { host: parts.slice(0, at).join("_"), port: Number(parts[at]), name: parts.slice(at + 1).join("_") };
}

function at(fleet: Fleet, place: Place | undefined): FollowedUps | undefined {
  if (!place) return undefined;
  const server = fleet.servers.find(({ watched }) => watched.host === place.host && watched.port === place.port);
  return server?.find(place.name);
}

/** `name`, `host~port~name` or `host_port_name`. Of a bare name the first server that has it alive, else the first that has it. */
export function findUps(fleet: Fleet, id: string): FollowedUps | undefined {
  const placed = at(fleet, tildeForm(id));
  if (placed) return placed;
  const named = fleet.servers.flatMap((server) => server.find(id) ?? []);
  return named.find(({ condition }) => condition === "live") ?? named[0] ?? at(fleet, underscoreForm(id));
}

interface UpsPlace {
  readonly server: { readonly watched: Pick<WatchedServer, "host" | "port"> };
  readonly name: string;
}

/** The id that means this UPS and no other, in every route. */
export const upsIdOf = ({ server: { watched }, name }: UpsPlace): string => `${watched.host}~${watched.port}~${name}`;

const LOOPBACK = /^(localhost|127\.0\.0\.1|::1)$/i;
const isSameHost = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase() || (LOOPBACK.test(one) && LOOPBACK.test(other));

/**
 * The id of what a MONITOR line of upsmon.conf calls `system`: the UPS of that server, else the only one of that name, since
 * a server has several addresses. A text that means none of ours stays as it is.
 */
export function idOfSystem(fleet: Fleet, system: string): string {
  const place = parseUpsId(system);
  const named = fleet.servers.flatMap((server) => server.find(place?.upsname ?? system) ?? []);
  const there = named.find(
    ({ server: { watched } }) => place && watched.port === place.port && isSameHost(watched.host, place.host),
  );
  const only = named.length === 1 ? named[0] : undefined;
  const found = there ?? only;
  return found ? upsIdOf(found) : system;
}
