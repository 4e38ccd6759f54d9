/** What changes on the device shows at upsd, and what is asked of upsd arrives at the device. */
import { MAINS_BACK, MAINS_LOST, withUps } from "./bench.ts";
import { type Scenario, same } from "./judge.ts";
import { talk } from "./nut-client.ts";
import { slowness, until, type World } from "./world.ts";

const login = ["USERNAME admin", "PASSWORD rig"];

async function order(world: World, ...requests: readonly string[]): Promise<void> {
  const answers = await talk(world.port, [...login, ...requests]);
  const bad = answers.flat().filter((line) => !line.startsWith("OK"));
  if (bad.length > 0) throw new Error(`upsd refused: ${bad.join("; ")}`);
}

const ms = (time: number): string => `${time.toFixed(0)} ms`;

export const CHANGES: readonly Scenario[] = [
  {
    name: "mains lost shows within 0.5 s by interrupt",
    run: () =>
      withUps({ pollfreq: "60" }, async (world, { ups }) => {
        ups.set(MAINS_LOST);
        const lost = await world.awaitStatus("u1", /^OB/);
        ups.set(MAINS_BACK);
        const back = await world.awaitStatus("u1", /^OL/);
        const limit = 500 * slowness();
        if (lost > limit || back > limit)
          throw new Error(`it took ${ms(lost)} and ${ms(back)}, more than ${ms(limit)}`);
        return `${ms(lost)}, back after ${ms(back)}`;
      }),
  },
  {
    name: "mains lost shows within one poll with pollonly",
    run: () =>
      withUps({ pollonly: true }, async (world, { ups }) => {
        ups.set(MAINS_LOST);
        const lost = await world.awaitStatus("u1", /^OB/);
        const limit = 2000 + 500 * slowness();
        if (lost > limit) throw new Error(`it took ${ms(lost)}, more than ${ms(limit)}`);
        return ms(lost);
      }),
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
