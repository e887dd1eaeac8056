import { useState } from 'react';
import { areKeysOn, chooseKeys } from '../lib/key-choice';
import { Dialog } from './dialog';
import { Check } from './field';
import type { KeyLine } from './key-help';

type KeySheetProps = { lines: readonly KeyLine[]; onClose: () => void };

export function KeySheet({ lines, onClose }: KeySheetProps) {
  const [isOn, setIsOn] = useState(areKeysOn);
  function choose(next: boolean) {
    chooseKeys(next);
    setIsOn(next);
  }
  return (
    <Dialog open title="Keyboard shortcuts" onClose={onClose}>
      <dl className="pairs keys">
        {[...lines, [['?'], 'Show this'] as const].map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Check asSwitch checked={isOn} onChange={choose} hint="In this browser. Off: no letter does anything by itself.">
        Use these keys
      </Check>
    </Dialog>
  );
}
