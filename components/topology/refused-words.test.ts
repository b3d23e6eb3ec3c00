import { expect, test } from 'vitest';
import { sayRefused } from './refused-words.ts';

test.each([
  // refused shown, in all, attachments shown, in all
  [0, 0, 0, 0, 'None is refused.'],
  [0, 0, 10, 10, 'None is refused as a whole; 10 attachments are.'],
  [0, 0, 1, 1, 'None is refused as a whole; 1 attachment is.'],
  [0, 0, 4, 10, 'None is refused as a whole; 4 of 10 refused attachments are here.'],
  [1, 1, 0, 0, 'The 1 refused is here.'],
  [2, 2, 0, 0, 'All 2 refused are here.'],
  [1, 1200, 0, 0, '1 of 1,200 refused are here.'],
  [2, 2, 3, 3, 'All 2 refused are here; of others, 3 attachments are refused.'],
  [1, 2, 0, 3, '1 of 2 refused are here; of others, 0 of 3 refused attachments are here.'],
])(
  '%i of %i refused, and %i of %i attachments: %s',
  (refusedShown, refusedTotal, refusedPartsShown, refusedPartsTotal, words) => {
    expect(sayRefused({ refusedShown, refusedTotal, refusedPartsShown, refusedPartsTotal })).toBe(words);
  },
);
