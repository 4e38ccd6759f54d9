/** Whole processes: the built `dist`, started as a user would. Real time, real signals; no NUT, no root needed. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/process/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // As long as any single wait in test/sim/machine/started.ts, a few times over.
  testTimeout: 240_000,
  reporters: ["default", "<rootDir>/test/skipped-reporter.mjs"],
  maxWorkers: 1,
};
