import { readFileSync } from "node:fs";

const FILE = new URL("../../test/fixtures/battery/records.jsonl", import.meta.url);
const RECORDS = readFileSync(FILE, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));
/** Seconds that a driver would be told of: the battery is full when the mains fail. */
const BEFORE = { now: -10, wall: 0, onBattery: false, charge: undefined };
/** Unix time in seconds of a battery that was new at 0, and ages as they do: half of it is left after four years. */
const MONTH = 30 * 86_400;
const agedAt = ({ left }) => MONTH + (1 - left) * 96 * MONTH;
/** One that was new a month ago, and has failed. */
const failedAt = () => MONTH;

const load = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);

/** What of the whole runtime an estimate is wrong by, on the average over a discharge, in percent. */
function errorOf({ rows }, estimateAt) {
  const errors = rows.map((row, i) => Math.abs(estimateAt(row, i === 0 ? undefined : rows[i - 1]) - row[4]));
  return (100 * errors.reduce((sum, error) => sum + error, 0)) / errors.length / rows[0][4];
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** As a driver would have recorded it. */
function recorded({ rows, lowAt }, began) {
  const samples = rows.map(([at, voltage, percent]) => ({ at, voltage, load: percent }));
  return { began, from: 100, lowAt, samples };
}

async function learned(now = agedAt) {
  const [{ learn }, { beginTrack, track, estimate }] = await Promise.all(
    ["driver-daemon/battery/model.js", "driver-daemon/battery/estimate.js"].map(load),
  );
  return (learnFrom) => {
    const model = learn(learnFrom.map((record) => recorded(record, record.use === "learn" ? 0 : agedAt(record))));
    return (record) => {
      const wall = now(record);
      let state = beginTrack({ ...BEFORE, wall }, 0);
      return errorOf(record, ([now, voltage, percent]) => {
        state = track(state, { now, wall, onBattery: true, charge: undefined, voltage, load: percent }, model);
        return estimate(state, { load: percent }, model).runtime;
      });
    };
  };
}

/** `runtimecal`, by two runtimes of the new battery, with the voltage limits that the driver guesses. */
async function calibrated() {
  const { runtimeCurve, nextEstimate } = await load("drivers/qx/battery.js");
  return (learnFrom) => {
    const [light, heavy] = learnFrom.map(({ rows: [[, , percent, , runtime]] }) => [runtime, percent]);
    const curve = runtimeCurve((name) => (name === "runtimecal" ? [...heavy, ...light].join(",") : undefined));
    return (record) => {
      const nominal = Math.round(record.rows[0][1] / 12) * 12;
      let left = curve.nominal;
      return errorOf(record, ([at, voltage, percent], before) => {
        const drain = Math.max((percent / 100) ** curve.exponent, curve.idle);
        left = nextEstimate(left, before ? at - before[0] : 0, false, drain, curve);
        const charge = Math.min(1, Math.max(0, (voltage / nominal - 104 / 120) / (26 / 120)));
        left = Math.min(left, charge * curve.nominal);
        return left / drain;
      });
    };
  };
}

const NAMES = [...new Set(RECORDS.map((record) => record.battery))];
const REMARK = "C: the formula of runtimecal; simulated batteries, other loads than those learned";

/** Over all batteries of that age; `seen` of their own discharges have been learned from, too. */
const errorOver = (make, left, seen) =>
  mean(
    NAMES.flatMap((name) => {
      const mine = RECORDS.filter((record) => record.battery === name);
      const judged = mine.filter((record) => record.use === "judge" && record.left === left);
      const judge = make([...mine.filter((record) => record.use === "learn"), ...judged.slice(0, seen)]);
      return judged.slice(seen).map(judge);
    }),
  );

/** Runtimes estimated without a device that tells one: ours has seen two discharges of the new battery. */
export async function battery() {
  const [ours, surprised, c] = await Promise.all([learned(), learned(failedAt), calibrated()]);
  const row = (what, left, seen, make = ours) => ({
    what: `runtime estimated, ${what}: mean error`,
    unit: "% of the runtime",
    c: errorOver(c, left, seen),
    ours: errorOver(make, left, seen),
    remark: REMARK,
  });
  const ages = [0.75, 0.5].flatMap((left) => [
    row(`${100 * left} % of the capacity left after years`, left, 0),
    row(`${100 * left} % left, and one discharge seen of it`, left, 1),
  ]);
  return [row("new battery", 1, 0), ...ages, row("50 % left within a month", 0.5, 0, surprised)];
}
