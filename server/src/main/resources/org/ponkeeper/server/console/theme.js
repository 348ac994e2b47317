// Light, dark, or as the system has it.
const KEY = 'ponkeeper.theme';
const NEXT = {auto: 'light', light: 'dark', dark: 'auto'};

export function theme() {
  const stored = localStorage.getItem(KEY);
  return stored in NEXT ? stored : 'auto';
}

export const nextTheme = () => NEXT[theme()];

export const isDark = () =>
  theme() === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : theme() === 'dark';

function apply() {
  if (theme() === 'auto') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme();
  }
}

export function switchTheme() {
  localStorage.setItem(KEY, nextTheme());
  apply();
  document.dispatchEvent(new Event('themechange'));
}

export function startTheme() {
  apply();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
    document.dispatchEvent(new Event('themechange')));
}
