import { expect, test } from 'vitest';
import { csvOf } from './csv';

test('cells with commas, quotes and line ends are quoted; empty ones are empty', () => {
  expect(csvOf([['a,b', 'say "x"', 'two\nlines', null, 3]])).toBe('"a,b","say ""x""","two\nlines",,3\r\n');
});

test('a name that a spreadsheet would run as a formula is text; a number stays one', () => {
  expect(csvOf([['=1+1', '@x', -3]])).toBe("'=1+1,'@x,-3\r\n");
});
