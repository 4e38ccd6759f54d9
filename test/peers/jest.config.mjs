/** The C programs of this machine against ours, both ways. Without them the checks are skipped by name, unless NUTTS_PEERS=required. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/peers/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 60_000,
  reporters: ["default", "<rootDir>/test/skipped-reporter.mjs"],
  maxWorkers: 2,
};
