import { describe, expect, it } from 'vitest';
import { countJunit } from '../lib/junit.mjs';
import { chooseParts, PARTS } from '../lib/parts.mjs';

describe('test parts', () => {
  it('are all, or those named, in the order they run', () => {
    expect(chooseParts([])).toEqual(PARTS);
    expect(chooseParts(['e2e', 'unit'])).toEqual(['unit', 'e2e']);
    expect(() => chooseParts(['speed'])).toThrow(
      'There is no test part "speed": choose from checks, unit, api, health, e2e',
    );
  });
});

describe('JUnit counts', () => {
  it('are read from the outermost suite', () => {
    const xml = `<testsuites name="vitest tests" tests="5" failures="1" errors="1" time="1">
      <testsuite tests="5" failures="1" errors="1" skipped="1"><testcase name="a"><skipped/></testcase></testsuite></testsuites>`;
    expect(countJunit(xml)).toEqual({ passed: 2, failed: 2, skipped: 1 });
  });

  it('are nothing in an empty report', () => {
    expect(countJunit('<testsuites tests="0" failures="0" skipped="0"></testsuites>')).toEqual({
      passed: 0,
      failed: 0,
      skipped: 0,
    });
  });
});
