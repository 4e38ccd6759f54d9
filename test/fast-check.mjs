// Stands in for fast-check in tests: the same cases in every run, so that a failure belongs to the change that brought it.
// NUTTS_SEED=number tries others.
import fc from "../node_modules/fast-check/lib/fast-check.js";

fc.configureGlobal({ seed: Number(process.env.NUTTS_SEED ?? 20_261_121) });

export * from "../node_modules/fast-check/lib/fast-check.js";
export default fc;
