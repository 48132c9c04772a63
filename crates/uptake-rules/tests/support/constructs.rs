//! Every mapping of rule files and project files: where it stands, and an example with a key that nobody reads.

/// For each heading, a file with a key that nobody reads: what is said about it names all keys that are read.
pub(crate) const CONSTRUCTS: &[(&str, &str, &str)] = &[
    (
        "Scripts",
        "measures.*.value",
        "uptake: 1\nmeasures: { m: { value: { rhai: 1, qqqq: 1 } } }\n",
    ),
    ("A pack", "", "uptake: 1\nqqqq: 1\n"),
    ("calendar", "calendar", "uptake: 1\ncalendar: { qqqq: 1 }\n"),
    ("privacy", "privacy", "uptake: 1\nprivacy: { qqqq: 1 }\n"),
    (
        "datasets",
        "datasets.*",
        "uptake: 1\ndatasets: { d: { kind: entities, entity: e, columns: { e: text }, qqqq: 1 } }\n",
    ),
    (
        "Columns",
        "datasets.*.columns.*",
        "uptake: 1\ndatasets: { d: { kind: entities, entity: e, columns: { e: { type: text, qqqq: 1 } } } }\n",
    ),
    ("registers", "registers.*", "uptake: 1\nregisters: { r: { qqqq: 1 } }\n"),
    (
        "registers",
        "registers.*.entries.*.*",
        "uptake: 1\nregisters: { r: { fields: { f: bool }, entries: { e: { f: { qqqq: 1 } } } } }\n",
    ),
    (
        "measures",
        "measures.*",
        "uptake: 1\nmeasures: { m: { value: 1, qqqq: 1 } }\n",
    ),
    (
        "Over several periods",
        "measures.*.over",
        "uptake: 1\nmeasures: { m: { count: true, over: { last: 1, by: rows, qqqq: 1 } } }\n",
    ),
    (
        "Across entities",
        "measures.*.across",
        "uptake: 1\nmeasures: { m: { quantile: 1, across: { at: 0.5, qqqq: 1 } } }\n",
    ),
    (
        "Days",
        "measures.*.days",
        "uptake: 1\nmeasures: { m: { days: { qqqq: 1 } } }\n",
    ),
    (
        "definitions",
        "definitions.*",
        "uptake: 1\ndefinitions: { d: { when: true, qqqq: 1 } }\n",
    ),
    (
        "ladders",
        "ladders.*",
        "uptake: 1\nladders: { l: { steps: [{ otherwise: x }], qqqq: 1 } }\n",
    ),
    (
        "Steps",
        "ladders.*.steps.[]",
        "uptake: 1\nladders: { l: { steps: [{ label: x, when: true, qqqq: 1 }] } }\n",
    ),
    (
        "Bands",
        "ladders.*.bands.[]",
        "uptake: 1\nladders: { l: { of: 1, edge: higher, bands: [{ label: x, qqqq: 1 }] } }\n",
    ),
    (
        "metrics",
        "metrics.*",
        "uptake: 1\ndefinitions: { d: { when: true } }\nmetrics: { m: { share: d, qqqq: 1 } }\n",
    ),
    (
        "Trackers",
        "metrics.*.tracked_by.[]",
        "uptake: 1\ndefinitions: { d: { when: true } }\nmetrics: { m: { share: d, tracked_by: [{ who: x, qqqq: 1 }] } }\n",
    ),
    (
        "What a metric is read with",
        "metrics.*.read_with",
        "uptake: 1\ndefinitions: { d: { when: true } }\nmetrics: { m: { share: d, read_with: { metric: m, qqqq: 1 } } }\n",
    ),
    (
        "benchmarks",
        "benchmarks.*",
        "uptake: 1\nbenchmarks: { b: { edge: higher, bands: [x], table: { x: [1] }, qqqq: 1 } }\n",
    ),
    ("stages", "stages.*", "uptake: 1\nstages: { s: { qqqq: 1 } }\n"),
    (
        "stages",
        "stages.*.track.*",
        "uptake: 1\ndefinitions: { d: { when: true } }\nmetrics: { m: { share: d } }\nstages: { s: { track: { m: { cadence: week, qqqq: 1 } } } }\n",
    ),
    (
        "tables",
        "tables.*",
        "uptake: 1\ntables: { t: { each: { n: [1] }, qqqq: 1 } }\n",
    ),
    (
        "Values and time axes",
        "tables.*.each.*",
        "uptake: 1\ntables: { t: { each: { n: { every: month, last: 1, qqqq: 1 } } } }\n",
    ),
    (
        "Columns of a table",
        "tables.*.columns.*",
        "uptake: 1\ntables: { t: { each: { n: [1] }, columns: { c: { value: n, qqqq: 1 } } } }\n",
    ),
    (
        "checks",
        "checks.*",
        "uptake: 1\nchecks: { c: { fail: count() > 1, qqqq: 1 } }\n",
    ),
    (
        "checks",
        "checks.*.over",
        "uptake: 1\nchecks: { c: { fail: count() > 1, over: { last: 1, qqqq: 1 } } }\n",
    ),
    (
        "checks",
        "checks.*.evidence",
        "uptake: 1\nchecks: { c: { fail: count() > 1, evidence: { qqqq: 1 } } }\n",
    ),
    (
        "mappings",
        "mappings.*",
        "uptake: 1\nmappings: { m: { dataset: d, input: {}, columns: {}, qqqq: 1 } }\n",
    ),
    (
        "The project file",
        "project:",
        "uptake: 1\npacks: [x]\nsources: {}\nqqqq: 1\n",
    ),
    (
        "Sources",
        "project:sources.*.covers",
        "uptake: 1\npacks: [x]\nsources: { d: { adapter: files, covers: { qqqq: 1 } } }\n",
    ),
    ("Overrides", "", "uptake: 1\nextends: p\nqqqq: 1\n"),
    (
        "Locks and waivers",
        "waivers.*",
        "uptake: 1\nwaivers: { w: { of: definitions.d, owner: o, reason: r, until: 2026-09-01, qqqq: 1 } }\n",
    ),
    (
        "Overrides",
        "effective",
        "uptake: 1\nextends: p\neffective: { from: 2026-07-01, qqqq: 1 }\n",
    ),
    (
        "Owners, sources and reviews",
        "source",
        "uptake: 1\npack: p\nsource: { title: t, qqqq: 1 }\n",
    ),
    (
        "Which row of a key stays",
        "datasets.*.keep",
        "uptake: 1\ndatasets: { d: { kind: events, entity: e, time: t, key: [e], keep: { newest: t, qqqq: 1 }, columns: { e: text, t: datetime } } }\n",
    ),
    (
        "constants",
        "constants.*",
        "uptake: 1\nconstants: { c: { value: 1, qqqq: 1 } }\n",
    ),
    (
        "The number of a definition",
        "measures.*.threshold",
        "uptake: 1\nmeasures: { m: { threshold: { of: d, qqqq: 1 } } }\n",
    ),
    (
        "The project file",
        "project:approvals",
        "uptake: 1\npacks: [x]\nsources: {}\napprovals: { signers: s, qqqq: 1 }\n",
    ),
    (
        "The project file",
        "project:privacy",
        "uptake: 1\npacks: [x]\nsources: {}\nprivacy: { qqqq: 1 }\n",
    ),
    (
        "The project file",
        "project:notify",
        "uptake: 1\npacks: [x]\nsources: {}\nnotify: { qqqq: 1 }\n",
    ),
    (
        "The project file",
        "project:cache",
        "uptake: 1\npacks: [x]\nsources: {}\ncache: { qqqq: 1 }\n",
    ),
    (
        "Sources",
        "project:sources.*.arrival",
        "uptake: 1\npacks: [x]\nsources: { d: { adapter: files, arrival: { column: c, qqqq: 1 } } }\n",
    ),
];
