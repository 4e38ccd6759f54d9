/** One thing to tell people. */
export interface Notice {
  /** Sorts by time; unique on this machine. Also what a receiver can tell repeats by. */
  readonly id: string;
  readonly at: number;
  /** A notify type of upsmon, or `BOOT`, `HALT`, `VARIABLE`, `TEST`, or a name of the caller's. */
  readonly type: string;
  readonly upsname: string;
  readonly subject: string;
  readonly text: string;
  /** Not delivered before this moment (milliseconds since 1970): one that was told earlier may still be on its way. */
  readonly ripe?: number;
}

/** Whether the subject alone will do: it is the text, with no more than a prefix before it. */
export const isSubjectEnough = ({ subject, text }: Pick<Notice, "subject" | "text">): boolean => subject.endsWith(text);

/** The variable in which upsmon hands its NOTIFYCMD the id of a notice: events of one moment keep their order. */
export const NOTICE_ID = "NUTTS_NOTICE";

/** The variable by which upsmon says that a notification is one of a drill. */
export const DRILL_ID = "NUTTS_DRILL";

let counter = 0;

/** An id for a moment: two notices of one process in the same millisecond stay in order. */
export function noticeId(at: number, pid: number): string {
  counter = (counter + 1) % 1_000_000;
  return [String(at).padStart(15, "0"), String(counter).padStart(6, "0"), String(pid)].join("-");
}

/** Whoever hands over a notice later than that has thought of it by itself. */
const LONGEST_WAY_MS = 60_000;
const SHORTEST_WAIT_MS = 250;
/** The machine may be going down: a message in another order is better than none. */
const LONGEST_WAIT_MS = 500;

type Birth = Required<Pick<Notice, "id" | "at">> & Pick<Notice, "ripe">;

/** Id and time of a new notice. With upsmon's NOTICE_ID it waits for the programs started before it, within limits. */
export function newNotice(given: string | undefined, now: number, pid: number): Birth {
  const [, ms] = /^(\d{15})-\d{6}-\d+$/.exec(given ?? "") ?? [];
  const at = Number(ms);
  const own = noticeId(now, pid);
  if (ms === undefined || at > now || now - at > LONGEST_WAY_MS) return { id: own, at: now };
  return { id: `${given}-${own}`, at, ripe: now + Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, now - at)) };
}

/** Milliseconds that a notice has yet to wait; none after a clock was set back. */
export function waitMs({ ripe = 0 }: Notice, now: number): number {
  const wait = ripe - now;
  return wait > 0 && wait <= LONGEST_WAY_MS ? wait : 0;
}
