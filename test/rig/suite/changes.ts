/** What changes on the device shows at upsd, and what is asked of upsd arrives at the device. */

import { slowness } from "../../sim/machine/slowness.ts";
import { MAINS_BACK, MAINS_LOST, type Plugged, withUps } from "./bench.ts";
import { median, type Scenario, same } from "./judge.ts";
import { talk } from "./nut-client.ts";
import { until, type World } from "./world.ts";

const login = ["USERNAME admin", "PASSWORD rig"];

async function order(world: World, ...requests: readonly string[]): Promise<void> {
  const answers = await talk(world.port, [...login, ...requests]);
  const bad = answers.flat().filter((line) => !line.startsWith("OK"));
  if (bad.length > 0) throw new Error(`upsd refused: ${bad.join("; ")}`);
}

const ms = (time: number): string => `${time.toFixed(0)} ms`;

const ROUNDS = 5;

/** How long each change of the mains takes to show, a few times over. */
async function changes(world: World, { ups }: Plugged): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ups.set(MAINS_LOST);
    times.push(await world.awaitStatus("u1", /^OB/));
    ups.set(MAINS_BACK);
    times.push(await world.awaitStatus("u1", /^OL/));
  }
  return times;
}

/** Half of them within the limit, which is for a machine that runs at full speed. */
function judged(times: readonly number[], limit: number): string {
  const said = `${times.length} changes: median ${ms(median(times))}, slowest ${ms(Math.max(...times))}`;
  if (median(times) > limit) throw new Error(`${said}, more than ${ms(limit)}`);
  return said;
}

export const CHANGES: readonly Scenario[] = [
  {
    name: "mains lost shows within 0.5 s by interrupt",
    run: () =>
      withUps({ pollfreq: "60" }, async (world, plugged) => judged(await changes(world, plugged), 500 * slowness())),
  },
  {
    name: "mains lost shows within one poll with pollonly",
    run: () =>
      withUps({ pollonly: true }, async (world, plugged) =>
        judged(await changes(world, plugged), 2000 + 500 * slowness()),
      ),
  },
  {
    name: "beeper and delays arrive as the right SET_REPORT",
    run: () =>
      withUps({}, async (world, { ups }) => {
        await order(world, "INSTCMD u1 beeper.disable", "INSTCMD u1 load.off.delay 90", "INSTCMD u1 shutdown.stop");
        await order(world, 'SET VAR u1 ups.delay.shutdown "75"', 'SET VAR u1 input.transfer.high "265"');
        await order(world, "INSTCMD u1 shutdown.return");
        const expected = ["0c01", "155a00", "15ffff", "10aa000901", "167800", "154b00"];
        await until("six reports", 20_000, () => ups.written.length >= expected.length);
        same(
          "reports",
          expected,
          ups.written.map(({ hex }) => hex),
        );
        return ups.written.map(({ id, hex }) => `${id}: ${hex}`).join(", ");
      }),
  },
  {
    name: "a full poll asks for each report once",
    run: () =>
      withUps({ pollfreq: "2" }, async (_world, { ups }) => {
        ups.asked.clear();
        await until("every report was asked for", 20_000, () => ups.asked.size >= 14);
        const counts = new Set(ups.asked.values());
        if ([...counts].some((count) => count > 2)) throw new Error(`asked: ${JSON.stringify([...ups.asked])}`);
        return `${ups.asked.size} reports`;
      }),
  },
];
