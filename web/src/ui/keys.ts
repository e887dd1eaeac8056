/*
 * keys: single letters that do something on a page. They rest while one types, while a dialog or a menu is open, and when they
 * are turned off.
 */
import { useEffect, useRef } from 'react';
import { areKeysOn } from '../lib/key-choice';

/** By what the key writes. False: it was not meant here, and does what it always does. */
export type Keys = Record<string, () => boolean>;

const NO_TEXT = /^(checkbox|radio|button|submit)$/;

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !NO_TEXT.test(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}

function isCovered(): boolean {
  return document.querySelector('[data-overlay], [role=menu]') !== null;
}

export function useKeys(keys: Keys) {
  const latest = useRef(keys);
  latest.current = keys;

  useEffect(() => {
    function press(event: KeyboardEvent) {
      const run = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (!run || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || isCovered() || !areKeysOn()) return;
      if (run()) event.preventDefault();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
