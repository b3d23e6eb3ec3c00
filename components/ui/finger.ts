/** For a link or button that looks like text and stands by itself: on a phone it takes a finger. */
export const FINGER = 'max-tab:inline-flex max-tab:min-h-11 max-tab:min-w-11 max-tab:items-center';
