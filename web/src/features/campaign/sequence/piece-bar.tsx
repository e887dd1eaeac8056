/*
 * piece-bar: what stands in for a placeholder that has no value, or, where it is more than a name, its source.
 */
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../ui/button';
import { Field } from '../../../ui/field';
import { sequenceTexts as texts } from './sequence-texts';

type PieceBarProps = {
  source: string;
  /** Rises each time somebody presses Enter on it. */
  opened: number;
  onDone: (source: string) => void;
  onLeave: () => void;
};

const SIMPLE = /^\{\{\s*([\w.]+)\s*(?:\|\s*default:\s*"([^"]*)"\s*)?\}\}$/;

function innerOf(source: string): string {
  return source.slice(2, -2).trim();
}

export function PieceBar({ source, opened, onDone, onLeave }: PieceBarProps) {
  const simple = SIMPLE.exec(source);
  const [text, setText] = useState(simple ? (simple[2] ?? '') : innerOf(source));
  const form = useRef<HTMLFormElement>(null);
  const seen = useRef(opened);
  useEffect(() => {
    if (seen.current !== opened) form.current?.querySelector('input')?.focus();
    seen.current = opened;
  }, [opened]);

  function made(): string {
    if (!simple) return `${source.slice(0, 2)} ${text.trim()} ${source.slice(-2)}`;
    const fallback = text.trim().replaceAll('"', '');
    return fallback ? `{{ ${simple[1]} | default: "${fallback}" }}` : `{{ ${simple[1]} }}`;
  }
  return (
    <form
      ref={form}
      className="piece-bar"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(made());
      }}
      onKeyDown={(event) => event.key === 'Escape' && onLeave()}
    >
      <Field
        label={simple ? texts.fallback(simple[1] ?? '') : texts.editing}
        placeholder={simple ? texts.fallbackNone : undefined}
        value={text}
        onChange={setText}
      />
      <Button type="submit" slim>
        {texts.done}
      </Button>
    </form>
  );
}
