import { expect, test } from 'vitest';
import type { PredictedBackend, Prediction, TestAnswer, TestResponse } from '#lib/api/test-messages.ts';
import { formatSentence } from '#lib/binding/sentence.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import { findRoute } from '#lib/routing/find-route.ts';
import { indexListeners } from '#lib/routing/route-index.ts';
import { gatewayKey, listenerOf, routeKey } from '#lib/routing/testdata/entries.ts';
import { buildSteps } from './decision-steps.ts';

const service = (name: string) => objectKey({ group: '', kind: 'Service', namespace: 'shop', name });
const endpoint = { address: '127.64.0.1', port: 8080, pod: 'cart-1' };
const web = listenerOf('web', '', [{ path: '/cart', route: 'cart' }]);

function backendOf(name: string, weight: number, status: number | null = null): PredictedBackend {
  const isBroken = status !== null;
  return {
    target: service(name),
    port: 80,
    weight,
    share: weight / 100,
    status,
    outcome: isBroken ? 'invalid' : 'valid',
    reason: isBroken ? 'RefNotPermitted' : null,
    endpoints: isBroken ? [] : [endpoint],
  };
}

function predictionOf(path: string, more: Partial<Prediction>, listener = web): Prediction {
  const request = { host: 'shop.test', method: 'GET', path, query: '', headers: [] };
  const decision = findRoute(indexListeners([listener]), request, { trace: 'on' });
  return { decision, handshake: 'done', sentence: [], status: null, location: null, backends: [], ...more };
}

const record: AccessRecord = {
  requestId: 'test-1',
  at: '2026-01-01T00:00:00Z',
  gateway: gatewayKey,
  generation: 1,
  listener: web.key,
  port: 80,
  method: 'GET',
  host: 'shop.test',
  path: '/cart',
  client: '127.0.0.1',
  route: routeKey('cart'),
  ruleIndex: 0,
  matchIndex: 0,
  backend: service('cart'),
  backendPort: 80,
  endpoint,
  attempts: 1,
  status: 200,
  answer: null,
  reason: null,
  ended: 'complete',
  connectMs: 0,
  firstByteMs: 0,
  totalMs: 0,
};

function stepsOf(prediction: Prediction, status: number, facts: Partial<AccessRecord> | null) {
  const answer: TestAnswer = {
    at: '2026-01-01T00:00:00Z',
    status,
    statusText: '',
    headers: [],
    body: '',
    bodyBytes: 0,
    truncated: false,
    timings: { connectMs: 0, firstByteMs: 0, totalMs: 0 },
    record: facts && { ...record, ...facts },
    certificate: null,
  };
  const response: TestResponse = {
    request: {
      gateway: gatewayKey,
      listener: 'web',
      method: 'GET',
      host: '',
      path: '/',
      headers: [],
      body: '',
      count: 1,
    },
    curl: '',
    target: { kind: 'reached', address: '127.66.0.1', port: 80, url: '' },
    prediction,
    answer,
    failure: null,
    many: null,
    surprises: [],
  };
  return buildSteps(response, { protocol: 'HTTP', port: 80 });
}

const brief = (steps: ReturnType<typeof buildSteps>) =>
  steps.map(({ name, state, predicted, actual, agreement }) => [name, state, predicted, actual, agreement]);

test('a forwarded request passes every station, each as predicted', () => {
  const steps = stepsOf(predictionOf('/cart', { backends: [backendOf('cart', 1)] }), 200, {});
  expect(brief(steps)).toEqual([
    ['Listener', 'passed', 'web', 'web', 'same'],
    ['Route', 'passed', 'shop/cart', 'shop/cart', 'same'],
    ['Rule', 'passed', 'rules[0]', 'rules[0]', 'same'],
    ['Filters', 'passed', 'unchanged', 'unchanged', 'same'],
    ['Backend', 'passed', 'cart', 'cart', 'same'],
    ['Endpoint', 'passed', '127.64.0.1', '127.64.0.1', 'same'],
  ]);
});

test('a request nobody serves stops at the Route; nothing after it is reached', () => {
  const steps = stepsOf(predictionOf('/hr', { status: 404 }), 404, { route: null, ruleIndex: null, backend: null });
  expect(steps.map(({ state }) => state)).toEqual(['passed', 'stopped', ...Array(4).fill('notReached')]);
  expect(steps[1]).toMatchObject({ predicted: '404', actual: '404', agreement: 'same' });
  expect(formatSentence(steps[1]?.detail ?? [])).toBe('1 attached; none has a rule for /hr.');
});

test('where a rule has the path and asks for more, that is what is said', () => {
  const guarded = listenerOf('web', '', [
    { path: '/m', route: 'far', headers: { 'x-a': 'b' }, method: 'POST' },
    { path: '/m', route: 'near', headers: { 'x-a': 'b' }, createdAtMs: 1 },
    { path: '/cart', route: 'cart' },
  ]);
  const [, route] = stepsOf(predictionOf('/m', { status: 404 }, guarded), 404, null);
  expect(formatSentence(route?.detail ?? [])).toBe(
    '3 attached; none takes it. rules[0] of shop/near has the path, and asks for more. Header x-a is absent; the rule asks for b.',
  );
});

test('a share that is refused stops at the backend that was drawn', () => {
  const backends = [backendOf('cart', 70), backendOf('pay', 30, 500)];
  const steps = stepsOf(predictionOf('/cart', { backends }), 500, { backend: service('pay'), endpoint: null });
  expect(brief(steps).slice(4)).toEqual([
    ['Backend', 'stopped', 'one of 2, by weight', 'pay, 500', 'same'],
    ['Endpoint', 'notReached', null, null, 'unknown'],
  ]);
});

test('another backend than the rule has differs', () => {
  const steps = stepsOf(predictionOf('/cart', { backends: [backendOf('cart', 1)] }), 200, { backend: service('pay') });
  expect(steps[4]).toMatchObject({ predicted: 'cart', actual: 'pay', agreement: 'differs' });
});

test('of a Gateway that others serve nothing but the answer is actual', () => {
  const steps = stepsOf(predictionOf('/cart', { backends: [backendOf('cart', 1)] }), 200, null);
  expect(steps.map(({ actual, agreement }) => [actual, agreement])).toEqual(Array(6).fill([null, 'unknown']));
  const notFound = stepsOf(predictionOf('/hr', { status: 404 }), 200, null);
  expect(notFound[1]).toMatchObject({ predicted: '404', actual: '200', agreement: 'differs' });
});

test('a Route that took what none was predicted for is named', () => {
  const steps = stepsOf(predictionOf('/hr', { status: 404 }), 200, {});
  expect(steps[1]).toMatchObject({ predicted: '404', actual: 'shop/cart', agreement: 'differs' });
});

test('a Route that is refused for its rules is not counted as attached', () => {
  const mixed = listenerOf('web', '', [
    { path: '/cart', route: 'mirrored', standing: 'refused' },
    { path: '/cart', route: 'cart', createdAtMs: 1 },
    { path: '/hr', route: 'hr' },
  ]);
  const routeDetail = (path: string) => {
    const steps = stepsOf(predictionOf(path, {}, mixed), 500, null);
    return formatSentence(steps[1]?.detail ?? []);
  };
  expect(routeDetail('/cart')).toBe('It matches, yet it is refused: none of its rules can be served.');
  expect(routeDetail('/hr')).toBe('Of 2 attached, the only one that matches.');
});
