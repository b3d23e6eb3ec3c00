import { expect, test } from 'vitest';
import { breakParts, countLines, fitName, nameWidth, wordWidth } from './layout-text.ts';

test.each([
  ['InvalidClientCertificateRef', ['Invalid', 'Client', 'Certificate', 'Ref']],
  ['NoValidCACertificate', ['No', 'Valid', 'CACertificate']],
  ['team.example.com/shared-gateway=true', ['team.', 'example.', 'com/', 'shared-', 'gateway=true']],
  ['from Same', ['from ', 'Same']],
  ['--', ['--']],
  ['', ['']],
])('%s may be broken into %j', (text, parts) => {
  expect(breakParts(text)).toEqual(parts);
});

test.each([
  // text                 room  lines  why
  ['shared-gateway', 98, 1, 'it fits'],
  ['shared-gateway', 96, 2, 'broken after the hyphen'],
  ['a'.repeat(30), 70, 3, 'a part that is wider than a line is broken anywhere'],
  ['', 70, 0, 'nothing to show'],
])('%s in %i px takes %i lines: %s', (text, room, lines) => {
  expect(countLines(text, room, nameWidth)).toBe(lines);
});

test.each([
  ['edge', 'edge'],
  ['payments-platform-shared-edge-eu', 'payments-platform-shared-edge-eu'],
  [`payments-${'x'.repeat(60)}-edge-one`, 'payments-xxxxxxxxxxxxxxxx…edge-one'],
])('a name of %s keeps its end: %s', (name, shown) => {
  expect(fitName(name, 119, 2)).toBe(shown);
});

test('a word is a little wider than the browser draws it', () => {
  // measured: Inter 600 at 11 px
  for (const [word, drawn] of [
    ['NotAllowedByRoute', 106.2],
    ['InvalidBackendTLSPolicy', 133.8],
    ['InvalidClientCertificateRef', 140],
  ] as const) {
    expect(wordWidth(word)).toBeGreaterThanOrEqual(drawn - 1);
    expect(wordWidth(word)).toBeLessThan(drawn * 1.06);
  }
});
