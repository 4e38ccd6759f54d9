/** A UPS as the page sees it: all that is known of it, and how old that is. */
import { ageMs } from "../../mirror/snapshot.ts";
import { describeCommand } from "../../nut/catalogue/commands.ts";
import { isDangerousCommand } from "../../nut/catalogue/dangerous-command.ts";
import { parseStatus } from "../../nut/status.ts";
import type { Clock } from "../../system/clock.ts";
import { upsIdOf } from "../follow/find-ups.ts";
import type { FollowedUps } from "../follow/followed-server.ts";
import type { UpsCondition } from "../follow/ups-condition.ts";
import { serverAddress, serverLabel } from "../follow/watched-server.ts";
import { byName, jsonMember } from "./json-value.ts";
import { variableView } from "./variable-view.ts";

/** More variables than any device has are not sent to pages; `variablesLeftOut` says how many there are besides. */
const MOST_VARIABLES = 2000;

export interface ConditionView {
  readonly condition: UpsCondition;
  /** Of its values, in seconds; null while there are none. */
  readonly ageSeconds: number | null;
  /** Why it is not `live`. */
  readonly reason?: string;
}

export function conditionView({ condition, snapshot }: FollowedUps, clock: Clock): ConditionView {
  const age = ageMs(snapshot, clock.now());
  return {
    condition,
    ageSeconds: age === undefined ? null : Math.round(age / 100) / 10,
    ...(snapshot.error && condition !== "live" && { reason: snapshot.error.message }),
  };
}

const commandView = (name: string) => ({
  name,
  description: describeCommand(name) ?? name,
  dangerous: isDangerousCommand(name),
});

export const isoTime = (wall: number): string => new Date(wall).toISOString();

interface Variables {
  readonly writable: FollowedUps["snapshot"]["writable"];
  readonly meanings: number;
  readonly text: string;
  readonly leftOut: number;
}

/** Pages that come between two polls are told the same. */
const cache = new WeakMap<ReadonlyMap<string, string>, Variables>();

function variablesOf(ups: FollowedUps): Variables {
  const { values, writable } = ups.snapshot;
  const { meanings } = ups.server;
  const known = cache.get(values);
  if (known?.writable === writable && known.meanings === meanings) return known;
  const shown = [...values].sort(byName).slice(0, MOST_VARIABLES);
  const text = shown.map(([name, one]) => jsonMember(name, variableView(ups, name, one))).join(",");
  const variables = { writable, meanings, text, leftOut: values.size - shown.length };
  cache.set(values, variables);
  return variables;
}

/** JSON. */
export function upsView(ups: FollowedUps, clock: Clock): string {
  const { snapshot, server, changedAt } = ups;
  const variables = variablesOf(ups);
  const head = {
    id: upsIdOf(ups),
    name: ups.name,
    server: serverAddress(server.watched),
    serverName: serverLabel(server.watched),
    description: snapshot.description ?? null,
    ...conditionView(ups, clock),
    status: parseStatus(snapshot.values.get("ups.status") ?? ""),
    changedAt: changedAt === undefined ? null : isoTime(changedAt),
    clients: snapshot.clients,
    commands: snapshot.commands.map(commandView),
    variablesLeftOut: variables.leftOut,
  };
  return `${JSON.stringify(head).slice(0, -1)},"variables":{${variables.text}}}`;
}
