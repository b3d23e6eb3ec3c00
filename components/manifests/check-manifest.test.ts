import { expect, test } from 'vitest';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { checkManifest } from './check-manifest.ts';

const route = 'gateway.networking.k8s.io/HTTPRoute/hr/jobs' as ObjectKey;
const manifest = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: jobs
  namespace: hr
spec:
  rules:
    - matches:
        - path:
            value: /jobs
`;
const notes = (text: string) => checkManifest(text, route).map(({ line, message }) => [line, message]);

test('a manifest the API server takes has no note', () => {
  expect(notes(manifest)).toEqual([]);
});

test('a broken rule is noted on the line of its field, in the words of the API server', () => {
  const [note] = checkManifest(manifest.replace('/jobs', 'jobs'), route);
  expect(note).toMatchObject({ line: 9, field: 'spec.rules[0].matches[0].path' });
  expect(note?.message).toContain("start with '/'");
});

test('an unknown field is noted where it stands', () => {
  expect(notes(manifest.replace('    - matches:', '    - matchez:'))).toContainEqual([
    8,
    'unknown field "spec.rules[0].matchez"',
  ]);
});

test('broken YAML is noted where it breaks', () => {
  expect(notes(`${manifest}  x: [`)[0]?.[0]).toBeGreaterThanOrEqual(11);
});

test.each([
  ['name: jobs', 'name: other', 4, 'metadata.name', 'HTTPRoute hr/other'],
  ['namespace: hr', 'namespace: it', 5, 'metadata.namespace', 'HTTPRoute it/jobs'],
  ['kind: HTTPRoute', 'kind: GRPCRoute', 2, 'kind', 'GRPCRoute hr/jobs'],
])('%s made %s is another object, noted on line %i at %s', (from, to, line, field, named) => {
  const edited = manifest.replace(from, to).replace(/spec:[\s\S]*/, 'spec: {}\n');
  expect(checkManifest(edited, route)).toMatchObject([
    { line, field, message: `This names ${named}; the object edited is hr/jobs.` },
  ]);
});

test('two objects are one too many, and none is too few', () => {
  expect(notes(`${manifest}---\n${manifest.replace('name: jobs', 'name: b')}`)[0]?.[1]).toContain('One object');
  expect(notes('# nothing')).toEqual([[1, 'There is no object here.']]);
});
