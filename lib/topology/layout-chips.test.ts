import { expect, test } from 'vitest';
import { shapeChip } from './layout-chips.ts';
import { SIZES } from './layout-geometry.ts';
import type { Chip } from './topology.ts';

const chip = (reason: string, verb: string, operand: string, more = 0) => ({ reason, verb, operand, more });

test.each<readonly [Chip, number, string, number, string]>([
  // chip                                                                  width  verb    height  why
  [chip('NotAllowedByListeners', 'needs', 'a=true'), 200, 'head', 38, 'two lines'],
  [chip('NoMatchingListenerHostname', 'serves', '*.shop.test'), 200, 'body', 38, 'the reason fills its line'],
  [chip('NoMatchingListenerHostname', 'serves', '*.shop.test'), 320, 'head', 38, 'a wide chip has room'],
  [
    chip('NotAllowedByListeners', 'needs', 'team.example.com/shared-gateway-access=true'),
    200,
    'head',
    53,
    'a long label',
  ],
  [chip('NotAllowedByListeners', 'needs', 'shared-gateway-access=true', 2), 200, 'head', 53, 'how many more'],
  [chip('ReasonOfAnotherControllerThatIsLong', '', ''), 200, 'body', 38, 'a reason of two lines and no operand'],
])('%j at %i px has its verb in the %s and is %i high: %s', (of, width, verb, height) => {
  const shape = shapeChip(of, width, SIZES.near);
  expect({ verb: of.verb ? shape.verb : verb, height: shape.height }).toEqual({ verb, height });
});

test('the middle level shows the reason alone, in as many lines as it needs', () => {
  expect(shapeChip(chip('NoMatchingListenerHostname', 'serves', 'x'), 200, SIZES.middle).height).toBe(22);
  expect(shapeChip(chip('ReasonOfAnotherControllerThatIsLong', '', ''), 200, SIZES.middle).height).toBe(37);
});
