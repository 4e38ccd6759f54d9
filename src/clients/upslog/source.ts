/** One UPS that upslog follows: the values of one moment. UPSes of the same server share a connection. */
import { valuesIn } from "../../mirror/snapshot.ts";
import { UpsMirror } from "../../mirror/ups-mirror.ts";
import type { NutClient } from "../../netproto/client/nut-client.ts";
import type { Clock } from "../../system/clock.ts";
import type { UpsTarget } from "../target.ts";

const NONE: ReadonlyMap<string, string> = new Map();

export class Source {
  readonly #upsname: string;
  readonly #mirror: UpsMirror;

  constructor(upsname: string, mirror: UpsMirror) {
    this.#upsname = upsname;
    this.#mirror = mirror;
  }

  /** Connects unless connected. Rejects with NutError. */
  async open(): Promise<void> {
    await this.#mirror.client();
  }

  /** What the variables say now; those that cannot be had are missing. */
  async values(): Promise<ReadonlyMap<string, string>> {
    const answer = (await this.#mirror.refresh()).get(this.#upsname);
    return answer ? valuesIn(answer) : NONE;
  }

  close(): Promise<void> {
    return this.#mirror.hangUp();
  }
}

export interface SourceDeps {
  readonly connect: (target: UpsTarget) => Promise<NutClient>;
  readonly clock: Clock;
}

const serverOf = ({ host, port }: UpsTarget): string => `${host} ${port}`;

export function sourcesOf(
  targets: readonly UpsTarget[],
  variables: readonly string[],
  { connect, clock }: SourceDeps,
): readonly Source[] {
  const mirrors = new Map<string, UpsMirror>();
  return targets.map((target) => {
    const server = serverOf(target);
    const upses = targets.filter((other) => serverOf(other) === server).map(({ upsname }) => upsname);
    const mirror =
      mirrors.get(server) ?? new UpsMirror({ connect: () => connect(target), clock, wanted: { upses, variables } });
    mirrors.set(server, mirror);
    return new Source(target.upsname, mirror);
  });
}
