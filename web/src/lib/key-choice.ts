/*
 * key-choice: whether single letters do something. Who uses speech to write turns them off; it is kept in this browser.
 */
const KEY = 'outrider.keys';

export function areKeysOn(): boolean {
  return localStorage.getItem(KEY) !== 'off';
}

export function chooseKeys(isOn: boolean) {
  if (isOn) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'off');
}
