/** Nothing waits for ever: every kind of host, with servers that never answer and programs that never end. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Job, Settings } from "../../../src/hosts/host-kind.ts";
import type { HttpAnswer } from "../../../src/hosts/http/http-ask.ts";
import { HOST_KINDS } from "../../../src/hosts/kinds/index.ts";
import type { ProcessRunner } from "../../../src/system/process/process-runner.ts";
import { HostWorld, settingsOf } from "../host-world.ts";

const VALUES: Readonly<Record<string, string>> = {
  ...{ host: "127.0.0.1", user: "u", password: "p", token: "u@pam!n=s", ssh: "root@127.0.0.1", command: "true" },
  ...{ url: "http://127.0.0.1:1/", mac: "00:11:22:33:44:55", broadcast: "127.0.0.1", verify: "no" },
};
const SECONDS = 40;
/** For the answer to the last question. */
const GRACE_MS = 10_000;

let world: HostWorld;
beforeEach(() => {
  world = new HostWorld();
});
afterEach(() => world.remove());

function hangingJob(): Job {
  const { clock } = world;
  const run: ProcessRunner["run"] = (_command, _args, options) =>
    new Promise((resolve) =>
      clock.after(options?.timeoutMs ?? Number.MAX_SAFE_INTEGER, () =>
        resolve({ kind: "timeout", stdout: "", stderr: "" }),
      ),
    );
  const ask = (_: unknown, limitMs: number): Promise<HttpAnswer> =>
    new Promise((resolve) => clock.after(limitMs, () => resolve({ kind: "silent", why: "no answer", sent: true })));
  return { ...world.job(SECONDS), runner: { ...world.programs, run }, ask };
}

async function ends(deed: (settings: Settings, job: Job) => Promise<unknown>, settings: Settings): Promise<void> {
  let over = false;
  const job = hangingJob();
  void deed(settings, job).then(() => {
    over = true;
  });
  for (let second = 0; second < 1000 && !over; second++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (second > 20) await world.clock.advance(1000);
  }
  expect(over).toBe(true);
  expect(world.clock.now()).toBeLessThanOrEqual(job.until + GRACE_MS);
}

const DEEDS = HOST_KINDS.flatMap(({ name, shutDown, test, wake, isDown }) =>
  Object.entries({ shutDown, test, wake, isDown }).flatMap(([what, deed]) => (deed ? [{ name, what, deed }] : [])),
);

describe("a host that hangs", () => {
  it.each(DEEDS)("of the kind $name is not waited for by $what beyond its time", async ({ name, deed }) => {
    const kind = HOST_KINDS.find((each) => each.name === name);
    if (!kind) throw new Error("no kind");
    await ends(deed, settingsOf(kind, VALUES));
  });
});
