/*
 * writing-field: a text with placeholders, and what is wrong with it.
 */
import { type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import { TextButton } from '../../../ui/button';
import type { Doc } from './document';
import { placeOf } from './drafts';
import type { Active, Kind, RichText } from './rich-text';
import { sequenceTexts } from './sequence-texts';

export type Writing = Pick<
  RichText,
  'focus' | 'insertPlaceholder' | 'insertImage' | 'setAlt' | 'toggle' | 'setLink' | 'goTo'
>;

type WritingFieldProps = {
  ref?: Ref<Writing | null>;
  label: string;
  hint?: string | undefined;
  kind: Kind;
  value: string;
  mayEdit: boolean;
  error?: string | undefined;
  onChange: (value: string, doc: Doc) => void;
  onActive?: (active: Active) => void;
  onEnter?: () => void;
  onOpen?: () => void;
  onFocus?: () => void;
  /** Pasted into it, or dropped on it. */
  onFiles?: (files: File[]) => void;
  /** Where an image of the text is found. */
  urlOf?: (src: string) => string;
};

const loadRichText = () => import('./rich-text');

/** The element that the editor stands in, and the editor once it is there. Its kind does not change. */
function useRichText(props: WritingFieldProps, attributes: Record<string, string>) {
  const element = useRef<HTMLDivElement>(null);
  const editor = useRef<RichText | null>(null);
  const [isThere, setIsThere] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  const told = useRef(props.value); // what the editor says itself is not put into it again
  const given = useRef(attributes);

  useEffect(() => {
    let isGone = false;
    void loadRichText().then(({ createRichText }) => {
      if (isGone || !element.current) return;
      const { kind, value, mayEdit } = latest.current;
      told.current = value;
      editor.current = createRichText({
        element: element.current,
        kind,
        value,
        isEditable: mayEdit,
        attributes: given.current,
        onChange: (next, doc) => {
          told.current = next;
          latest.current.onChange(next, doc);
        },
        onActive: (active) => latest.current.onActive?.(active),
        onEnter: () => latest.current.onEnter?.(),
        onOpen: () => latest.current.onOpen?.(),
        onFiles: (files) => latest.current.onFiles?.(files),
        urlOf: (src) => latest.current.urlOf?.(src) ?? src,
      });
      setIsThere(true);
    });
    return () => {
      isGone = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, []);

  useEffect(() => editor.current?.setEditable(props.mayEdit), [props.mayEdit]);
  useEffect(() => {
    if (props.value === told.current) return;
    told.current = props.value;
    editor.current?.set(props.value);
  }, [props.value]);

  return { element, editor, isThere };
}

export function WritingField(props: WritingFieldProps) {
  const { ref, label, hint, kind, error, onFocus } = props;
  const id = useId();
  const { element, editor, isThere } = useRichText(props, {
    'aria-labelledby': `${id}-label`,
    'aria-describedby': `${id}-notes`,
    class: `writing ${kind}`,
  });
  useImperativeHandle(ref, () => ({
    focus: () => editor.current?.focus(),
    insertPlaceholder: (source) => editor.current?.insertPlaceholder(source),
    insertImage: (picture) => editor.current?.insertImage(picture),
    setAlt: (alt) => editor.current?.setAlt(alt),
    toggle: (what) => editor.current?.toggle(what),
    setLink: (href) => editor.current?.setLink(href),
    goTo: (line, column) => editor.current?.goTo(line, column),
  }));

  useEffect(() => {
    const box = element.current?.querySelector('.writing');
    if (error) box?.setAttribute('aria-invalid', 'true');
    else box?.removeAttribute('aria-invalid');
  });

  return (
    <div className="field">
      <span className="group-label" id={`${id}-label`}>
        {label}
      </span>
      {isThere ? null : <div className={`writing-wait ${kind}`} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the editor stands in it and is what takes the focus */}
      <div ref={element} onFocus={onFocus} />
      <div id={`${id}-notes`} className="writing-notes">
        {hint && !error ? <div className="hint">{hint}</div> : null}
        {error ? (
          <Mistake
            error={error}
            onShow={(line, column) => editor.current?.goTo(line, column)}
            hasLines={kind !== 'html'}
          />
        ) : null}
      </div>
    </div>
  );
}

type MistakeProps = { error: string; hasLines: boolean; onShow: (line: number, column: number) => void };

function Mistake({ error, hasLines, onShow }: MistakeProps) {
  const place = placeOf(error);
  return (
    <div className="wrong">
      {error}{' '}
      {place && hasLines ? (
        <TextButton onClick={() => onShow(place.line, place.column)}>{sequenceTexts.showMistake}</TextButton>
      ) : null}
    </div>
  );
}
