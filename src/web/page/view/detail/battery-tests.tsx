/** What the battery tests gave, the newest first, and when the next ones are due. */
import { useEffect, useState } from "preact/hooks";
import { getBatteryTests } from "../../api/requests.ts";
import type { BatteryTests as Tests, Ups } from "../../api/types.ts";
import { moment } from "../../text/format.ts";
import { useSpeech } from "../../words.ts";

const SHOWN = 5;

function useTests(ups: string): Tests | undefined {
  const [tests, setTests] = useState<Tests | undefined>(undefined);
  useEffect(() => {
    let over = false;
    setTests(undefined);
    void getBatteryTests(ups).then(
      ([found]) => over || setTests(found),
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [ups]);
  return tests;
}

export function BatteryTests({ ups }: { readonly ups: Ups }) {
  const { say, locale } = useSpeech();
  const tests = useTests(ups.id);
  if (!tests) return null;
  const health = tests.results.filter((result) => result.health !== null).at(-1)?.health;
  const next = [tests.next.quick, tests.next.deep].flatMap((at) => (at === null ? [] : [at]));
  return (
    <section class="tests" aria-labelledby="tests">
      <h2 id="tests">{say("batteryTests")}</h2>
      {health && <p>{say("batteryHealth", { percent: health.percent, confidence: health.confidence })}</p>}
      <ul>
        {next.map((at) => (
          <li key={`${at}`}>{say("nextTest", { at: moment(at, locale) })}</li>
        ))}
        {tests.results
          .slice(-SHOWN)
          .reverse()
          .map(({ at, verdict }) => (
            <li key={`${at}`}>{say("lastTest", { at: moment(at, locale), verdict: say(`verdict.${verdict}`) })}</li>
          ))}
      </ul>
    </section>
  );
}
