export type Theme = 'light' | 'dark';

const STORED = 'gatehouse.theme';

/** Runs in the head: the stored choice, else the system's. */
export const THEME_SCRIPT = `try{var t=localStorage.getItem('${STORED}')||(matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light');document.documentElement.dataset.theme=t}catch(e){}`;

/** Switches the page and remembers the choice. */
export function toggleTheme(): Theme {
  const root = document.documentElement;
  const next: Theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
  root.dataset.theme = next;
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // storage can be forbidden; the choice then lasts as long as the page
  }
  return next;
}
