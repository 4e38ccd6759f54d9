/** Names the checks that were skipped, and those that this run does not have, so that nobody takes them for passed. */
export default class SkippedReporter {
  #elsewhere;

  constructor(_config, { elsewhere = [] } = {}) {
    this.#elsewhere = elsewhere;
  }

  onRunComplete(_contexts, { testResults }) {
    const names = testResults
      .flatMap(({ testResults: tests }) => tests)
      .filter(({ status }) => status === "pending")
      .map(({ fullName }) => `  skipped: ${fullName}`);
    const notes = this.#elsewhere.map((note) => `  not in this run: ${note}`);
    if (names.length + notes.length > 0) process.stderr.write(`${[...names, ...notes].join("\n")}\n`);
  }
}
