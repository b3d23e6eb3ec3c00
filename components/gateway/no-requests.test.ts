import { expect, test } from 'vitest';
import { sayNoRequests } from './no-requests.ts';

const address = { type: 'IPAddress', value: '10.0.0.1' } as const;

test.each([
  ['ours', [address], /^No request has come yet\. Paste a curl line/],
  ['ours', [], /^No request has come yet, and none can: the Gateway has no address\.$/],
  ['other', [address], /does not serve this Gateway/],
  ['none', [], /does not serve this Gateway/],
] as const)(
  'a Gateway of %s with the addresses %j offers a curl line only where it has an address',
  (owner, addresses, words) => {
    expect(sayNoRequests({ owner, addresses })).toMatch(words);
  },
);
