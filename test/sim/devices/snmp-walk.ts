/**
 * Objects of an SNMP agent: walks of real cards (`../../shared/devices/snmp`, data of their finders) and our own, with
 * what the C driver 2.8.5 makes of them in files beside.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DeviceError } from "../../../src/device/device-error.ts";
import type { SnmpAnswer, SnmpLink, SnmpObject, SnmpOpener, SnmpTarget, SnmpValue } from "../../../src/device/snmp.ts";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the walks lie; absent where the project stands alone. */
export const SHARED_WALKS = folder("../../../../shared/devices/snmp/");
export const OWN_WALKS = folder("../../fixtures/snmp/");

interface CapturedObject {
  readonly type: string;
  readonly value?: string | number | null;
  readonly hex?: string;
  /** Of a simulator: `initial=5,rate=2` stands for 5. */
  readonly variation?: string;
}

const NUMBERS = ["INTEGER", "Counter32", "Gauge32", "TimeTicks", "Counter64"] as const;

const atStart = (value: string): string =>
  /(?:^|,)(?:initial|value)=([^,]*)/.exec(value)?.[1] ?? (/^(?:\w+=[^,]*,?)*$/.test(value) ? "" : value);

function bytesOf({ hex }: CapturedObject, text: string): Uint8Array {
  if (hex !== undefined) return Uint8Array.from(Buffer.from(hex, "hex"));
  const encoding = /[^\x00-\xff]/.test(text) ? "utf8" : "latin1";
  return Uint8Array.from(Buffer.from(text, encoding));
}

function valueIn(object: CapturedObject): SnmpValue {
  const said = String(object.value ?? "");
  const text = object.variation === undefined ? said : atStart(said);
  const number = NUMBERS.find((name) => name === object.type);
  if (number) return { type: number, number: Number(text || 0) };
  switch (object.type) {
    case "OBJECT IDENTIFIER":
      return { type: object.type, oid: text.replace(/^\./, "") };
    case "IpAddress":
      return { type: object.type, bytes: Uint8Array.from(text.split(".").map(Number)) };
    case "OCTET STRING":
    case "Opaque":
      return { type: object.type, bytes: bytesOf(object, text) };
    default:
      return { type: "NULL" };
  }
}

const parts = (oid: string): readonly number[] => oid.split(".").map(Number);

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  if (at < 0) return one.length - other.length;
  return (one[at] ?? 0) - (other[at] ?? -1);
}

export class SnmpWalk {
  readonly objects: Map<string, SnmpValue>;

  constructor(objects: Iterable<readonly [string, SnmpValue]>) {
    this.objects = new Map(objects);
  }

  static of(objects: Readonly<Record<string, number | string | SnmpValue>>): SnmpWalk {
    return new SnmpWalk(
      Object.entries(objects).map(([oid, value]) => {
        if (typeof value === "number") return [oid, { type: "INTEGER", number: value }];
        return [oid, typeof value === "string" ? { type: "OCTET STRING", bytes: Buffer.from(value) } : value];
      }),
    );
  }

  get(oid: string): SnmpValue | undefined {
    return this.objects.get(oid);
  }

  set(oid: string, value: number | string | SnmpValue): void {
    for (const [name, one] of SnmpWalk.of({ [oid]: value }).objects) this.objects.set(name, one);
  }

  /** The objects behind `oid`, in their order. */
  after(oid: string): readonly SnmpObject[] {
    const from = parts(oid);
    return [...this.objects]
      .map(([name, value]) => ({ oid: name, at: parts(name), value }))
      .filter(({ at }) => compare(at, from) > 0)
      .sort((one, other) => compare(one.at, other.at));
  }
}

export function loadWalk(from: string, name: string): SnmpWalk {
  const file = JSON.parse(readFileSync(`${from}${name}.json`, "utf8")) as {
    readonly oids: Readonly<Record<string, CapturedObject>>;
  };
  return new SnmpWalk(Object.entries(file.oids).map(([oid, object]) => [oid.replace(/^\./, ""), valueIn(object)]));
}

/** An agent in memory. */
export class WalkAgent implements SnmpOpener {
  readonly walk: SnmpWalk;
  /** What each GET asked for. */
  readonly asked: (readonly string[])[] = [];
  readonly sets: (readonly [oid: string, value: SnmpValue])[] = [];
  /** Objects that it answers with an error. */
  readonly faulty = new Set<string>();
  /** Objects that it does not let be set. */
  readonly unwritable = new Set<string>();
  silent = false;
  readOnly = false;
  target: SnmpTarget | undefined;

  constructor(walk: SnmpWalk) {
    this.walk = walk;
  }

  /** Who waits for traps, by port. */
  readonly ears = new Map<number, () => void>();
  /** Why there are none. */
  deaf: string | undefined;

  hear(_target: unknown, port: number, heard: () => void): Promise<{ close(): Promise<void> }> {
    if (this.deaf !== undefined) return Promise.reject(new DeviceError("absent", this.deaf));
    this.ears.set(port, heard);
    return Promise.resolve({ close: () => Promise.resolve(void this.ears.delete(port)) });
  }

  open(target: SnmpTarget): Promise<SnmpLink> {
    this.target = target;
    return Promise.resolve({
      name: `${target.host}:${target.port}`,
      get: async (oids) => {
        this.#speak();
        this.asked.push(oids);
        return oids.map((oid) => this.#answer(oid));
      },
      walk: async (oid, most) => {
        this.#speak();
        return this.walk
          .after(oid)
          .filter((object) => object.oid.startsWith(`${oid}.`))
          .slice(0, most);
      },
      set: async (oid, value) => {
        this.#speak();
        if (this.readOnly || this.unwritable.has(oid)) return { kind: "refused", why: "NoAccess" };
        this.sets.push([oid, value]);
        this.walk.set(oid, value);
        return { kind: "done" };
      },
      close: async () => undefined,
    });
  }

  #speak(): void {
    if (this.silent) throw new DeviceError("stale", "no answer");
  }

  #answer(oid: string): SnmpAnswer {
    if (this.faulty.has(oid)) return { kind: "refused", why: "GeneralError" };
    const value = this.walk.get(oid);
    return value ? { kind: "data", value } : { kind: "absent" };
  }
}
