type Place = 'panel' | 'tester';

const wanted = new Set<Place>();

/** The next panel that opens, or the tester, takes the focus: what opened it is gone, as a link is with its page. */
export function requestFocus(place: Place): void {
  wanted.add(place);
}

/** Whether what just opened shall take the focus; asked once. */
export function takesFocus(place: Place): boolean {
  return wanted.delete(place);
}
