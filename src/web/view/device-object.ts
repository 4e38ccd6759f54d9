/** A UPS as one flat object of names and values, as PeaNUT gives it. */
import type { FollowedUps } from "../follow/followed-server.ts";
import { serverAddress } from "../follow/watched-server.ts";
import { byName, jsonMember, jsonValue } from "./json-value.ts";

/** Uptime monitors look for these words. */
const UNREACHABLE = "Device Unreachable";

const cache = new WeakMap<ReadonlyMap<string, string>, string>();

/** The members of all variables; made anew when there are other values. */
function membersOf(values: ReadonlyMap<string, string>): string {
  const known = cache.get(values);
  if (known !== undefined) return known;
  const members = [...values]
    .sort(byName)
    .map(([name, text]) => jsonMember(name, jsonValue(name, text)))
    .join(",");
  cache.set(values, members);
  return members;
}

const membersOfUps = ({ condition, name, snapshot }: FollowedUps): string =>
  condition === "live"
    ? membersOf(snapshot.values)
    : `${jsonMember("ups.device_name", name)},${jsonMember("ups.status", UNREACHABLE)}`;

const object = (...members: readonly string[]): string => `{${members.filter((one) => one !== "").join(",")}}`;

export const deviceObject = (ups: FollowedUps): string => object(membersOfUps(ups));

/** With `meta`, the id is the bare name in the list and `host:port/name` for one device, as callers know it. */
export function deviceObjectWithMeta(ups: FollowedUps, id: string): string {
  const server = jsonMember("peanut.server", serverAddress(ups.server.watched));
  return object(membersOfUps(ups), jsonMember("peanut.device_id", id), server);
}
