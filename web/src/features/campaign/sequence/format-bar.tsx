/*
 * format-bar: how formatted text looks: bold, italic, lists and links, and the images in it.
 */
import { Bold, Code, ImagePlus, Italic, Link2, List, ListOrdered } from 'lucide-react';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { Button } from '../../../ui/button';
import { Field } from '../../../ui/field';
import { attachmentTexts } from './attachment-texts';
import { IMAGE_TYPES } from './attachments';
import type { Active } from './rich-text';
import { sequenceTexts as texts } from './sequence-texts';
import type { Writing } from './writing-field';

type FormatBarProps = {
  active: Active;
  writing: RefObject<Writing | null>;
  onSource: () => void;
  onImage: (file: File) => void;
};

const tools: ReadonlyArray<['bold' | 'italic' | 'bulletList' | 'orderedList', ReactNode]> = [
  ['bold', <Bold key="b" size={16} />],
  ['italic', <Italic key="i" size={16} />],
  ['bulletList', <List key="l" size={16} />],
  ['orderedList', <ListOrdered key="o" size={16} />],
];

export function FormatBar({ active, writing, onSource, onImage }: FormatBarProps) {
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
        <ImageTool onImage={onImage} />
        <Tool label={texts.asSource} icon={<Code size={16} />} onPress={onSource} />
      </div>
      {active.alt !== null ? (
        <AltBar key={active.alt} alt={active.alt} onDone={(alt) => writing.current?.setAlt(alt)} />
      ) : null}
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

function ImageTool({ onImage }: Pick<FormatBarProps, 'onImage'>) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Tool label={attachmentTexts.image} icon={<ImagePlus size={16} />} onPress={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        accept={IMAGE_TYPES}
        hidden
        aria-label={attachmentTexts.image}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) onImage(file);
          event.target.value = ''; // the same file may be chosen again
        }}
      />
    </>
  );
}

function AltBar({ alt, onDone }: { alt: string; onDone: (alt: string) => void }) {
  const [text, setText] = useState(alt);
  return (
    <form
      className="piece-bar"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(text.trim());
      }}
    >
      <Field label={attachmentTexts.alt} value={text} onChange={setText} maxLength={200} />
      <Button type="submit" slim>
        {attachmentTexts.setAlt}
      </Button>
    </form>
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
