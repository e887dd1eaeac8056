/*
 * remove-scroll: stands in for react-remove-scroll, which writes a <style> element that the content security policy forbids.
 * The page is kept from scrolling under a dialog by a rule in styles/overlay.css instead.
 */
import type { ElementType, ReactNode } from 'react';

type RemoveScrollProps = { as?: ElementType; children?: ReactNode };

export function RemoveScroll({ as: As, children }: RemoveScrollProps) {
  return As ? <As>{children}</As> : children;
}
