/*
 * step-form: one email as it is being written: when it goes, its subject and its text.
 */
import { Braces } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Campaign } from '../../../lib/schema';
import { Field, Select, TextArea } from '../../../ui/field';
import { Menu, MenuItem } from '../../../ui/menu';
import { useToast } from '../../../ui/toast';
import { contentUrl, IMAGE_TYPES } from './attachments';
import { docToPlainPart, htmlToDoc, type Picture, textToHtml } from './document';
import type { StepDraft } from './drafts';
import { FormatBar } from './format-bar';
import { PieceBar } from './piece-bar';
import type { Active } from './rich-text';
import { sequenceTexts as texts } from './sequence-texts';
import type { Variable } from './variables';
import { type Writing, WritingField } from './writing-field';

type StepFormProps = {
  draft: StepDraft;
  format: Campaign['format'];
  position: number;
  mayEdit: boolean;
  errors: Record<string, string>;
  variables: Variable[];
  /** Of another wording than the step's own. */
  subjectHint?: string | undefined;
  onChange: (change: Partial<StepDraft>) => void;
  /** Sends an image for the text; null when it was not taken. */
  onImage: (file: File) => Promise<Picture | null>;
  /** Attaches it. */
  onFile: (file: File) => void;
};

const nothing: Active = {
  bold: false,
  italic: false,
  bulletList: false,
  orderedList: false,
  link: null,
  placeholder: null,
  alt: null,
};

export function StepForm(props: StepFormProps) {
  const { draft, position, mayEdit, errors, onChange } = props;
  const subject = useRef<Writing>(null);
  const body = useRef<Writing>(null);
  const [isInSubject, setIsInSubject] = useState(false);
  const [active, setActive] = useState({ subject: nothing, body: nothing });
  const [isOpening, setIsOpening] = useState(0);
  const current = isInSubject ? subject : body;
  const piece = (isInSubject ? active.subject : active.body).placeholder;
  const isSeen = props.format === 'html' || (props.format === 'as_written' && draft.html !== null);
  const openPiece = () => setIsOpening((count) => count + 1);

  return (
    <div className="stack">
      {position > 1 ? (
        <Delay draft={draft} mayEdit={mayEdit} error={errors.delay_days ?? errors.delay_hours} onChange={onChange} />
      ) : null}
      <WritingField
        ref={subject}
        label={texts.subject}
        hint={draft.subject ? undefined : (props.subjectHint ?? (position > 1 ? texts.subjectHint : undefined))}
        kind="line"
        value={draft.subject}
        mayEdit={mayEdit}
        error={errors.subject}
        onChange={(value) => onChange({ subject: value })}
        onActive={(now) => setActive((old) => ({ ...old, subject: now }))}
        onEnter={() => body.current?.focus()}
        onOpen={openPiece}
        onFocus={() => setIsInSubject(true)}
      />
      {isSeen ? (
        <Field
          label={texts.preheader}
          hint={texts.preheaderHint}
          value={draft.preheader}
          readOnly={!mayEdit}
          maxLength={500}
          onChange={(preheader) => onChange({ preheader })}
          error={errors.preheader}
        />
      ) : null}
      {mayEdit ? (
        <div className="writing-bar">
          <FormatChoice draft={draft} onChange={onChange} />
          <VariableMenu
            variables={props.variables}
            // The menu first gives the focus back to its button.
            onInsert={(name) => requestAnimationFrame(() => current.current?.insertPlaceholder(`{{ ${name} }}`))}
          />
        </div>
      ) : null}
      {mayEdit && piece !== null ? (
        <PieceBar
          key={piece}
          source={piece}
          opened={isOpening}
          onDone={(source) => current.current?.insertPlaceholder(source)}
          onLeave={() => current.current?.focus()}
        />
      ) : null}
      <Body
        {...props}
        body={body}
        active={active.body}
        onActive={(now) => setActive((old) => ({ ...old, body: now }))}
        onFocus={() => setIsInSubject(false)}
        onOpen={openPiece}
      />
    </div>
  );
}

type DelayProps = Pick<StepFormProps, 'draft' | 'mayEdit' | 'onChange'> & { error: string | undefined };

function Delay({ draft, mayEdit, error, onChange }: DelayProps) {
  return (
    <fieldset className="two" disabled={!mayEdit}>
      <Field
        label={texts.delay}
        type="number"
        min={0}
        step="any"
        value={draft.delay}
        onChange={(delay) => onChange({ delay })}
        error={error}
      />
      <Select
        label={texts.unit}
        value={draft.unit}
        onChange={(unit) => onChange({ unit })}
        options={[
          ['days', texts.days],
          ['hours', texts.hours],
          ['minutes', texts.minutes],
        ]}
      />
    </fieldset>
  );
}

function FormatChoice({ draft, onChange }: Pick<StepFormProps, 'draft' | 'onChange'>) {
  const toast = useToast();
  const { text, html } = draft;

  function choose(isHtml: boolean) {
    if (isHtml === (html !== null)) return;
    if (isHtml) {
      onChange({ html: textToHtml(text) });
      return;
    }
    onChange({ html: null });
    toast(texts.formatGone, { label: texts.undo, run: () => onChange({ text, html }) });
  }
  return (
    <fieldset className="switcher" aria-label={texts.format}>
      {[false, true].map((isHtml) => (
        <button
          key={String(isHtml)}
          type="button"
          aria-pressed={isHtml === (html !== null)}
          onClick={() => choose(isHtml)}
        >
          {isHtml ? texts.html : texts.plain}
        </button>
      ))}
    </fieldset>
  );
}

function VariableMenu({ variables, onInsert }: { variables: Variable[]; onInsert: (name: string) => void }) {
  return (
    <Menu label={texts.insert} icon={<Braces size={16} aria-hidden="true" />} isWorded>
      {variables.map(({ name, missing }) => (
        <MenuItem key={name} onSelect={() => onInsert(name)}>
          <span className="grow">{name}</span>
          {missing ? <span className="small faint">{texts.lacking(missing)}</span> : null}
        </MenuItem>
      ))}
    </Menu>
  );
}

type BodyProps = StepFormProps & {
  body: React.RefObject<Writing | null>;
  active: Active;
  onActive: (active: Active) => void;
  onFocus: () => void;
  onOpen: () => void;
};

function Body(props: BodyProps) {
  const { draft, mayEdit, errors, body, active, onChange, onImage, onFile, onActive, onFocus, onOpen } = props;
  const [isSourceWanted, setIsSourceWanted] = useState(false);
  const { html } = draft;
  const field = { ref: body, mayEdit, onActive, onFocus, onOpen, label: texts.text, onFiles: addFiles };
  const urlOf = (src: string) => imageUrl(draft, src);

  async function addImage(file: File) {
    const picture = await onImage(file);
    if (picture) body.current?.insertImage(picture);
  }
  /** A picture goes into formatted text; anything else beside it. */
  function addFiles(files: File[]) {
    if (!mayEdit) return;
    for (const file of files) {
      if (html !== null && IMAGE_TYPES.split(',').includes(file.type)) void addImage(file);
      else onFile(file);
    }
  }

  if (html === null) {
    return (
      <WritingField
        key="plain"
        {...field}
        kind="plain"
        value={draft.text}
        error={errors.body_text}
        onChange={(text) => onChange({ text })}
      />
    );
  }
  const isShown = htmlToDoc(html) !== null;
  if (!isShown || isSourceWanted) {
    return (
      <Source
        draft={draft}
        mayEdit={mayEdit}
        errors={errors}
        isHeld={isShown}
        onChange={onChange}
        onText={() => setIsSourceWanted(false)}
      />
    );
  }
  return (
    <>
      {mayEdit ? (
        <FormatBar
          active={active}
          writing={body}
          onSource={() => setIsSourceWanted(true)}
          onImage={(file) => void addImage(file)}
        />
      ) : null}
      <WritingField
        key="html"
        {...field}
        kind="html"
        value={html}
        urlOf={urlOf}
        error={errors.body_html ?? errors.body_text}
        onChange={(value, doc) => onChange({ html: value, text: docToPlainPart(doc) })}
      />
    </>
  );
}

/** Where the page finds an image of the text; ours is named by its id, and that of a script as it likes. */
function imageUrl(draft: StepDraft, src: string): string {
  const contentId = src.replace(/^cid:/, '');
  const known = draft.attachments.find((one) => one.content_id === contentId);
  return contentUrl(known?.id ?? contentId.split('@')[0] ?? '');
}

type SourceProps = Pick<StepFormProps, 'draft' | 'mayEdit' | 'errors' | 'onChange'> & {
  isHeld: boolean;
  onText: () => void;
};

function Source({ draft, mayEdit, errors, isHeld, onChange, onText }: SourceProps) {
  return (
    <fieldset className="stack" disabled={!mayEdit}>
      <legend className="visually-hidden">{texts.source}</legend>
      {isHeld ? (
        <div>
          <button type="button" className="btn plain slim" onClick={onText}>
            {texts.asText}
          </button>
        </div>
      ) : null}
      <TextArea
        label={texts.source}
        rows={12}
        spellCheck={false}
        value={draft.html ?? ''}
        onChange={(html) => onChange({ html })}
        hint={isHeld ? undefined : texts.isSource}
        error={errors.body_html}
      />
      <TextArea
        label={texts.plainPart}
        rows={8}
        value={draft.text}
        onChange={(text) => onChange({ text })}
        error={errors.body_text}
      />
    </fieldset>
  );
}
