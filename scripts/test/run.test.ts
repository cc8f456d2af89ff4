import { describe, expect, it } from 'vitest';
import { countJunit } from '../lib/junit.mjs';
import { chooseParts, PARTS } from '../lib/parts.mjs';

describe('test parts', () => {
  it('are all, or those named, in the order they run', () => {
    expect(chooseParts([])).toEqual({ parts: PARTS, options: [] });
    expect(chooseParts(['e2e', 'unit'])).toEqual({ parts: ['unit', 'e2e'], options: [] });
    expect(() => chooseParts(['speed'])).toThrow(
      'There is no test part "speed": choose from checks, unit, api, health, e2e',
    );
  });

  it('may be followed by options, which with all after them are for the runner', () => {
    const shuffled = ['--sequence.shuffle', '--sequence.seed', '7', 'packages/db'];
    expect(chooseParts(['api', 'unit', ...shuffled])).toEqual({ parts: ['unit', 'api'], options: shuffled });
    expect(chooseParts(['e2e', '--repeat-each', '2'])).toEqual({ parts: ['e2e'], options: ['--repeat-each', '2'] });
  });

  it.each([
    ['all parts', []],
    ['parts of two runners', ['unit', 'e2e']],
    ['the checks', ['checks']],
  ])('take no options when they are %s, since no runner is meant', (_, names) => {
    expect(() => chooseParts([...names, '--sequence.shuffle'])).toThrow(
      '--sequence.shuffle is for one runner: name parts of unit, api, health, or e2e alone.',
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
