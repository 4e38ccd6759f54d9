/** Tells when the status of a UPS changes, once per change, when the figures that came with it are there too. */
import type { DriverHandle } from "../driver-daemon/engine/start-driver.ts";

type Watched = Pick<DriverHandle, "upsname" | "published">;

/** Calls `tell` after each change of ups.status; returns the way to stop. `later` runs after the current poll. */
export function watchStatus<Driver extends Watched>(
  driver: Driver,
  tell: (driver: Driver) => void,
  later: (run: () => void) => void = setImmediate,
): () => void {
  let last: string | undefined;
  let waiting = false;
  const look = (): void => {
    waiting = false;
    const now = driver.published.state.value("ups.status");
    if (now === undefined || now === "" || now === last || now === "WAIT") return;
    last = now;
    tell(driver);
  };
  const soon = (): void => {
    if (waiting) return;
    waiting = true;
    later(look);
  };
  soon();
  return driver.published.listen(soon);
}
