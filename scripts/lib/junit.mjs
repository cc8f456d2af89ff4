/** Counts the tests of a JUnit report by its outermost counters. */
export function countJunit(xml) {
  const suites = [...xml.matchAll(/<testsuites\b([^>]*)>/g)];
  const openings = suites.length > 0 ? suites : [...xml.matchAll(/<testsuite\b([^>]*)>/g)];
  const total = { passed: 0, failed: 0, skipped: 0 };
  const read = (attributes, name) => Number(attributes.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  for (const [, attributes] of openings) {
    const failed = read(attributes, 'failures') + read(attributes, 'errors');
    // Only the inner suites of a report count what was skipped, when the outermost does not.
    const skipped = /\bskipped="/.test(attributes) ? read(attributes, 'skipped') : countSkipped(xml);
    total.failed += failed;
    total.skipped += skipped;
    total.passed += read(attributes, 'tests') - failed - skipped;
  }
  return total;
}

function countSkipped(xml) {
  return [...xml.matchAll(/<skipped\b/g)].length;
}
