import { expect, test } from 'vitest';
import { curlFor } from './curl.ts';

test.each([
  [{ url: 'http://127.66.0.1/', hostname: null }, 'curl http://127.66.0.1/'],
  [
    { url: 'http://127.0.0.1:18080/', hostname: 'foo.example.com' },
    'curl --resolve foo.example.com:18080:127.0.0.1 http://foo.example.com:18080/',
  ],
  [
    { url: 'https://127.66.0.1/', hostname: '*.example.com' },
    'curl --resolve www.example.com:443:127.66.0.1 --insecure https://www.example.com/',
  ],
])('%j is asked by %s', (listener, command) => {
  expect(curlFor(listener)).toBe(command);
});
