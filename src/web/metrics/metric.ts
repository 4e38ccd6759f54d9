/** Metrics and their text, in Prometheus' classic format. */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface Metric {
  readonly name: string;
  readonly help: string;
  /** A gauge unless told. */
  readonly type?: "counter";
  readonly samples: readonly Sample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

const escapedHelp = (text: string): string => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");
const escapedLabel = (text: string): string => escapedHelp(text).replace(/"/g, '\\"');

function sampleText(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapedLabel(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}\n`;
}

/** What a sample is told apart by. */
const keyOf = ({ labels }: Sample): string => JSON.stringify(Object.entries(labels).sort());

/** A second sample with the labels of the first would make the scrape fail. */
function unique(samples: readonly Sample[]): readonly Sample[] {
  const seen = new Set<string>();
  return samples.filter((sample) => {
    const key = keyOf(sample);
    return !seen.has(key) && seen.add(key);
  });
}

/** Metrics of one name become one; names that are none, and metrics without samples, are left out. */
export function metricsText(metrics: Iterable<Metric>): string {
  const byName = new Map<string, { help: string; type: string; samples: Sample[] }>();
  for (const { name, help, type = "gauge", samples } of metrics) {
    if (!NAME.test(name) || samples.length === 0) continue;
    const known = byName.get(name) ?? { help, type, samples: [] };
    known.samples.push(...samples);
    byName.set(name, known);
  }
  const texts = [...byName].map(([name, { help, type, samples }]) => {
    const head = `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} ${type}\n`;
    return (
      head +
      unique(samples)
        .map((sample) => sampleText(name, sample))
        .join("")
    );
  });
  return texts.join("");
}
