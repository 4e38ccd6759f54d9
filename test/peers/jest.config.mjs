/** The C programs of this machine against ours, both ways. Without them the checks are skipped by name, unless NUTTS_PEERS=required. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/peers/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // As long as any single wait in test/sim/machine/started.ts, a few times over.
  testTimeout: 240_000,
  reporters: ["default", "<rootDir>/test/skipped-reporter.mjs"],
  // They wait far more than they work.
  maxWorkers: 3,
};
