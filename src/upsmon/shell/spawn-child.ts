import { spawn } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { READY_FD } from "../../daemon/launch.ts";
import type { Env } from "../../system/files/paths.ts";
import type { HowDown } from "../core/step.ts";
import { ASK, CALL_OFF, DECIDED, type ParentMessage, PIPE_ENV, RESTART, SHUT_DOWN, wordBytes } from "./parent-pipe.ts";
import { lookupThreads } from "./servers/lookup-threads.ts";

export interface ChildEnd {
  /** Undefined when a signal ended it, or when it never started. */
  readonly status: number | undefined;
  /** For the log: `signal SIGKILL`, `status 1`. */
  readonly how: string;
}

export interface Child {
  readonly pid: number;
  /** Resolves when it is up; never if it fails before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<ChildEnd>;
  onShutDown(hear: (how: HowDown) => void): void;
  onDecided(hear: () => void): void;
  onCallOff(hear: () => void): void;
  tell(word: ParentMessage): void;
  kill(signal: NodeJS.Signals): void;
}

export type SpawnChild = () => Child;

const PIPE = 3;
const READY = 4;

/** This program again, which finds out from the environment that it is the child of one that watches so many servers. */
export const spawnChild =
  (env: Env, servers: number): SpawnChild =>
  () => {
    const marks = { ...lookupThreads(servers, env), [PIPE_ENV]: String(PIPE), [READY_FD]: String(READY) };
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      stdio: ["ignore", "inherit", "inherit", "pipe", "pipe"],
      env: { ...env, ...marks },
    });
    const pipe = child.stdio[PIPE] as Duplex;
    const readiness = child.stdio[READY] as Readable;
    pipe.on("error", () => undefined);
    readiness.on("error", () => undefined);
    const onByte = (byte: number, hear: () => void): void => {
      pipe.on("data", (chunk: Buffer) => {
        if (chunk.includes(byte)) hear();
      });
    };
    onByte(ASK, () => void pipe.write(wordBytes("here")));
    return {
      pid: child.pid ?? 0,
      ready: new Promise((resolve) => void readiness.once("data", () => resolve())),
      ended: new Promise((resolve) => {
        child.on("error", (error) => resolve({ status: undefined, how: error.message }));
        child.on("close", (status, signal) =>
          resolve({ status: status ?? undefined, how: signal === null ? `status ${status}` : `signal ${signal}` }),
        );
      }),
      onShutDown: (hear) => {
        onByte(SHUT_DOWN, () => hear("halt"));
        onByte(RESTART, () => hear("restart"));
      },
      onDecided: (hear) => onByte(DECIDED, hear),
      onCallOff: (hear) => onByte(CALL_OFF, hear),
      tell: (word) => void pipe.write(wordBytes(word)),
      kill: (signal) => void child.kill(signal),
    };
  };
