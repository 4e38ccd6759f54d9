/** What a driver says over its socket. */
import { connect } from "node:net";

const RETRY_MS = 5;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The status, once there is one; undefined where the driver is not there or the line ends first. */
const told = (path, ms) =>
  new Promise((resolve) => {
    let said = "";
    const done = (status) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(status);
    };
    const socket = connect({ path }, () => socket.write("DUMPALL\n"));
    const timer = setTimeout(() => done(undefined), ms);
    socket.on("error", () => done(undefined)).on("close", () => done(undefined));
    socket.on("data", (chunk) => {
      said += chunk.toString("latin1");
      const status = /^SETINFO ups\.status "([^"]*)"$/m.exec(said)?.[1];
      if (status !== undefined && status !== "WAIT") done(status);
    });
  });

/** Asks until `ms` are over, a driver that is not there yet too: the status, or undefined. */
export async function firstStatus(path, ms) {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    const status = await told(path, end - performance.now());
    if (status !== undefined) return status;
    await pause(RETRY_MS);
  }
  return undefined;
}
