// Stands in for fast-check in tests: the same cases in every run, so that a failure belongs to the change that brought it.
// NUTTS_SEED=number tries others. NUTTS_RUNS=factor: of the inputs that a property asks for `npm test` tries a quarter,
// NUTTS_RUNS=1 (as in .ci/run) all of them, NUTTS_RUNS=40 many more.
import fc from "../node_modules/fast-check/lib/fast-check.js";

const FACTOR = Number(process.env.NUTTS_RUNS ?? 0.25);
/** Fewer say nothing. */
const LEAST = 10;

fc.configureGlobal({ seed: Number(process.env.NUTTS_SEED ?? 20_261_121) });

const runs = (asked) => Math.max(Math.min(asked, LEAST), Math.round(asked * FACTOR));

export const assert = (property, { numRuns = 100, ...rest } = {}) =>
  fc.assert(property, { ...rest, numRuns: runs(numRuns) });

const SURROGATES = 0xd800;
const COUNT = 0x800;

/** `unit: "binary"` draws the same, but fast-check first writes down all million of them. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff - COUNT }).map(
  (n) => String.fromCodePoint(n < SURROGATES ? n : n + COUNT),
  (character) => {
    const n = character.codePointAt(0);
    return n < SURROGATES ? n : n - COUNT;
  },
);

export const string = (options = {}) =>
  fc.string(options.unit === "binary" ? { ...options, unit: anyCharacter } : options);

export * from "../node_modules/fast-check/lib/fast-check.js";
export default { ...fc, assert, string };
