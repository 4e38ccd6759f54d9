/** Whether a rule speaks of a new TCP connection that another machine makes to a port of ours. */
import { at, isJson, listOf, type Ruleset, setKey } from "./ruleset.ts";

/** `some`: for some machines, as nobody can tell here. */
export type Answer = "yes" | "no" | "some";

export interface Asked {
  readonly port: number;
  readonly ruleset: Ruleset;
  /** Table and family of the rule. */
  readonly place: string;
}

const PORT_NAMES: ReadonlyMap<string, number> = new Map([["nut", 3493]]);
const TCP: ReadonlySet<unknown> = new Set(["tcp", 6]);

/** What a value of the packet is known to be; undefined where it may be anything. */
export function known(left: unknown, port: number): readonly unknown[] | undefined {
  const [protocol, field] = [at(left, "payload", "protocol"), at(left, "payload", "field")];
  if (field === "dport") return protocol === "tcp" || protocol === "th" ? [port] : [];
  if ((protocol === "ip" && field === "protocol") || (protocol === "ip6" && field === "nexthdr")) return ["tcp", 6];
  if (protocol === "udp" || protocol === "icmp" || protocol === "icmpv6" || protocol === "sctp") return [];
  if (at(left, "meta", "key") === "l4proto") return ["tcp", 6];
  if (at(left, "ct", "key") === "state") return ["new"];
  return undefined;
}

const isLoopback = (left: unknown, right: unknown): boolean =>
  right === "lo" && ["iif", "iifname"].some((key) => at(left, "meta", "key") === key);

function holdsOne(right: unknown, value: unknown, asked: Asked): boolean {
  if (typeof right === "string" && right.startsWith("@"))
    return (asked.ruleset.sets.get(setKey(asked.place, right.slice(1))) ?? []).some((each) =>
      holdsOne(each, value, asked),
    );
  if (Array.isArray(right)) return right.some((each) => holdsOne(each, value, asked));
  if (!isJson(right)) return right === value || (typeof right === "string" && PORT_NAMES.get(right) === value);
  if (right.elem !== undefined) return holdsOne(at(right, "elem", "val"), value, asked);
  const [from, to] = listOf(right.range);
  if (typeof value === "number" && typeof from === "number" && typeof to === "number")
    return from <= value && value <= to;
  return right.set !== undefined && listOf(right.set).some((each) => holdsOne(each, value, asked));
}

const holds = (right: unknown, values: readonly unknown[], asked: Asked): boolean =>
  values.some((value) => holdsOne(right, value, asked) || (TCP.has(value) && TCP.has(right)));

export function matches(match: unknown, asked: Asked): Answer {
  const [left, right, op] = [at(match, "left"), at(match, "right"), at(match, "op")];
  if (isLoopback(left, right)) return op === "!=" ? "yes" : "no";
  const values = known(left, asked.port);
  if (values === undefined || !["==", "!=", "in"].includes(String(op))) return "some";
  if (values.length === 0) return "no";
  return holds(right, values, asked) === (op !== "!=") ? "yes" : "no";
}

/** The verdict that a map has for it; undefined where it has none, or may have any. */
export function mapped(vmap: unknown, asked: Asked): { readonly verdict: unknown; readonly sure: boolean } | undefined {
  const values = known(at(vmap, "key"), asked.port);
  const data = at(vmap, "data");
  const named =
    typeof data === "string" ? asked.ruleset.sets.get(setKey(asked.place, data.replace(/^@/, ""))) : undefined;
  const pairs = named ?? listOf(at(data, "set"));
  if (values === undefined) return pairs.length > 0 ? { verdict: undefined, sure: false } : undefined;
  const pair = pairs.map(listOf).find(([key]) => holds(key, values, asked));
  return pair && { verdict: pair[1], sure: true };
}
