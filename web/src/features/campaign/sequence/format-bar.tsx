/*
 * format-bar: how formatted text looks: bold, italic, lists and links.
 */
import { Bold, Code, Italic, Link2, List, ListOrdered } from 'lucide-react';
import { type ReactNode, type RefObject, useState } from 'react';
import { Button } from '../../../ui/button';
import { Field } from '../../../ui/field';
import type { Active } from './rich-text';
import { sequenceTexts as texts } from './sequence-texts';
import type { Writing } from './writing-field';

type FormatBarProps = { active: Active; writing: RefObject<Writing | null>; onSource: () => void };

const tools: ReadonlyArray<['bold' | 'italic' | 'bulletList' | 'orderedList', ReactNode]> = [
  ['bold', <Bold key="b" size={16} />],
  ['italic', <Italic key="i" size={16} />],
  ['bulletList', <List key="l" size={16} />],
  ['orderedList', <ListOrdered key="o" size={16} />],
];

export function FormatBar({ active, writing, onSource }: FormatBarProps) {
  const [isLinking, setIsLinking] = useState(false);
  return (
    <>
      <div className="format-bar" role="toolbar" aria-label={texts.tools}>
        {tools.map(([what, icon]) => (
          <Tool
            key={what}
            label={texts[what]}
            icon={icon}
            isOn={active[what]}
            onPress={() => writing.current?.toggle(what)}
          />
        ))}
        <Tool
          label={texts.link}
          icon={<Link2 size={16} />}
          isOn={active.link !== null}
          onPress={() => setIsLinking(!isLinking)}
        />
        <Tool label={texts.asSource} icon={<Code size={16} />} onPress={onSource} />
      </div>
      {isLinking ? (
        <LinkBar
          key={active.link}
          href={active.link ?? ''}
          onDone={(href) => {
            writing.current?.setLink(href);
            setIsLinking(false);
          }}
        />
      ) : null}
    </>
  );
}

type ToolProps = { label: string; icon: ReactNode; isOn?: boolean; onPress: () => void };

function Tool({ label, icon, isOn, onPress }: ToolProps) {
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      onMouseDown={(event) => event.preventDefault()} // the selection stays
      onClick={onPress}
    >
      {icon}
    </button>
  );
}

function LinkBar({ href, onDone }: { href: string; onDone: (href: string | null) => void }) {
  const [text, setText] = useState(href);
  return (
    <form
      className="piece-bar"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(text.trim() || null);
      }}
    >
      <Field label={texts.linkTo} value={text} onChange={setText} inputMode="url" autoFocus />
      <Button type="submit" slim>
        {texts.setLink}
      </Button>
      {href ? (
        <Button slim look="quiet" onClick={() => onDone(null)}>
          {texts.unlink}
        </Button>
      ) : null}
    </form>
  );
}
