/*
 * theme: light, dark, or as the system has it. public/theme.js sets it before the first paint; this changes it.
 */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const KEY = 'outrider.theme';
const system = window.matchMedia?.('(prefers-color-scheme: dark)');

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function apply() {
  const theme = chosenTheme();
  const isDark = theme === 'dark' || (theme === 'system' && system?.matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

export function chooseTheme(theme: Theme) {
  if (theme === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  apply();
}

/** Follows the system while no theme is chosen. */
export function followSystemTheme() {
  system?.addEventListener('change', apply);
}
