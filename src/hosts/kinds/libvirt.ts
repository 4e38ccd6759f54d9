/** Domains of a libvirt, by virsh(1): any connection URI that it knows. The host itself is the matter of another section. */
import { emptyDoubts, orderDoubts, stepDoubts } from "../guest-order.ts";
import { type Guest, type GuestHost, type RunningGuests, stepsOf, stopGuests } from "../guests.ts";
import { done, type HostKind, type Job, type Outcome, type Settings, unsure } from "../host-kind.ts";
import { failureOf, runProgram } from "../run-program.ts";

const REQUEST_MS = 10_000;

const virsh = (settings: Settings, job: Job, words: readonly string[]) =>
  runProgram("virsh", ["-q", "-c", settings.get("uri"), ...words], job, { limitMs: REQUEST_MS });

class Domains implements GuestHost {
  readonly #settings: Settings;
  readonly #job: Job;

  constructor(settings: Settings, job: Job) {
    this.#settings = settings;
    this.#job = job;
  }

  async running(): Promise<RunningGuests> {
    const result = await virsh(this.#settings, this.#job, ["list", "--name", "--state-running"]);
    const outcome = failureOf("virsh list", result);
    if (outcome || result.kind !== "exited") return { kind: "failed", outcome: outcome ?? unsure("virsh list failed") };
    const names = result.stdout.split("\n").map((line) => line.trim());
    return { kind: "guests", guests: names.filter((name) => name !== "").map((name) => ({ id: name, name })) };
  }

  async stop({ id }: Guest): Promise<Outcome | undefined> {
    return failureOf(`virsh shutdown ${id}`, await virsh(this.#settings, this.#job, ["shutdown", "--domain", id]));
  }
}

async function shutDown(settings: Settings, job: Job): Promise<Outcome> {
  const domains = new Domains(settings, job);
  const running = await domains.running();
  if (running.kind === "failed") return running.outcome;
  const steps = stepsOf(settings.get("domains"), running.guests);
  const gone = await stopGuests(steps, Number(settings.get("guest_time")), domains, job);
  return gone.all ? done(gone.text) : unsure(gone.text);
}

async function test(settings: Settings, job: Job): Promise<Outcome> {
  const running = await new Domains(settings, job).running();
  if (running.kind === "failed") return running.outcome;
  const steps = stepsOf(settings.get("domains"), running.guests).map((step) => step.map(({ id }) => id).join(","));
  return done(`would shut down domains ${steps.join(" ") || "(none)"} of ${settings.get("uri")}`);
}

/** Those that are not ours to shut down do not count. */
async function isDown(settings: Settings, job: Job): Promise<boolean | undefined> {
  const running = await new Domains(settings, job).running();
  return running.kind === "failed" ? undefined : stepsOf(settings.get("domains"), running.guests).length === 0;
}

export const LIBVIRT: HostKind = {
  name: "libvirt",
  rows: [
    { name: "uri", help: "connection URI of libvirt", fallback: "qemu:///system" },
    {
      name: "domains",
      help: "domains in the order in which they go down, a comma between those that go at once; * for the rest",
      fallback: "*",
    },
    { name: "guest_time", help: "seconds for each step of domains", fallback: "120", within: [1, 3600] },
  ],
  programs: ["virsh"],
  doubts: (written) => [
    ...orderDoubts("domains", written),
    ...emptyDoubts("domains", written),
    ...stepDoubts("guest_time", written.timeoutS, written),
  ],
  shutDown,
  test,
  isDown,
};
