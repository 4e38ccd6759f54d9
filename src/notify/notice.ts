/** One thing to tell people. */
export interface Notice {
  /** Sorts by time; unique on this machine. Also what a receiver can tell repeats by. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A notify type of upsmon, or `BOOT`, `HALT`, `VARIABLE`, `TEST`, or a name of the caller's. */
  readonly type: string;
  /** `ups@host`, or "" for events of the machine itself. */
  readonly upsname: string;
  readonly subject: string;
  readonly text: string;
}

let counter = 0;

/** An id for a moment: two notices of one process in the same millisecond stay in order. */
export function noticeId(at: number, pid: number): string {
  counter = (counter + 1) % 1_000_000;
  return [String(at).padStart(15, "0"), String(counter).padStart(6, "0"), String(pid)].join("-");
}
