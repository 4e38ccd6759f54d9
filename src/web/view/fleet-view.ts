/** Everything in one answer: what a page needs to begin. */
import { VERSION } from "../../nut/version.ts";
import type { Fleet } from "../follow/fleet.ts";
import type { FollowedServer } from "../follow/followed-server.ts";
import { serverAddress, serverLabel } from "../follow/watched-server.ts";
import { protectionOf } from "./protection.ts";
import { isoTime, upsView } from "./ups-view.ts";

export const serverView = ({ watched, error, upses }: FollowedServer) => ({
  address: serverAddress(watched),
  name: serverLabel(watched),
  reachable: error === undefined,
  reason: error?.message ?? null,
  upses: upses.length,
});

/** JSON. */
export function fleetView(fleet: Fleet): string {
  const { clock, servers, upses } = fleet;
  const head = {
    time: isoTime(clock.wall()),
    version: VERSION,
    protection: protectionOf(fleet),
    servers: servers.map(serverView),
  };
  const views = upses.map((ups) => upsView(ups, clock));
  return `${JSON.stringify(head).slice(0, -1)},"upses":[${views.join(",")}]}`;
}
