/** The schemes of metrics that others have dashboards for. */
export const METRIC_SCHEMES = ["network_ups_tools", "nut", "ups"] as const;
export type MetricScheme = (typeof METRIC_SCHEMES)[number];

export const isMetricScheme = (word: string): word is MetricScheme => METRIC_SCHEMES.some((scheme) => scheme === word);
