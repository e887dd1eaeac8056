/*
 * key-help: tells which keys a page has: behind a button, and behind "?".
 */
import { Keyboard } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from './button';
import { useKeys } from './keys';

const KeySheet = lazy(() => import('./key-sheet').then((module) => ({ default: module.KeySheet })));

export type KeyLine = readonly [keys: readonly string[], does: string];

export function KeyHelp({ lines }: { lines: readonly KeyLine[] }) {
  const [isOpen, setIsOpen] = useState(false);
  const open = () => {
    setIsOpen(true);
    return true;
  };
  useKeys({ '?': open });
  return (
    <span className="hide-touch">
      <IconButton label="Keyboard shortcuts" icon={<Keyboard size={18} />} onClick={open} />
      {isOpen ? (
        <Suspense fallback={null}>
          <KeySheet lines={lines} onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </span>
  );
}
