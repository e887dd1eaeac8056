/*
 * search-field: narrows a list while one types; "/" takes the focus there.
 */
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useSettled } from '../lib/use-now';
import { useKeys } from './keys';

type SearchFieldProps = { label: string; value: string; onChange: (value: string) => void };

export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const told = useRef(value);
  const [text, setText] = useState(value);
  const settled = useSettled(text);

  useEffect(() => {
    if (settled === told.current) return;
    told.current = settled;
    onChange(settled);
  }, [settled, onChange]);

  // The address of the page changed by other means: back, a link.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);

  useKeys({
    '/': () => {
      input.current?.focus();
      return true;
    },
  });

  return (
    <search className="search">
      <Search size={16} aria-hidden="true" />
      <input
        ref={input}
        className="input"
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <span className="key" aria-hidden="true">
        /
      </span>
    </search>
  );
}
