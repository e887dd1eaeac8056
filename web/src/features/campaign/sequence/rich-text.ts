/*
 * rich-text: the editor itself. Loaded when a sequence is opened, since it is larger than everything else on the page.
 *
 * Plain text is one paragraph for each line; formatted text has paragraphs, lists, bold, italic and links. Placeholders are
 * pieces in both: they are typed as {{ name }}, and the arrow keys and Backspace take them as one letter.
 */
import { Editor, InputRule, Mark, mergeAttributes, Node, nodePasteRule } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Italic } from '@tiptap/extension-italic';
import { BulletList, ListItem, ListKeymap, OrderedList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Text } from '@tiptap/extension-text';
import { UndoRedo } from '@tiptap/extensions';
import { NodeSelection, TextSelection } from '@tiptap/pm/state';
import { type Doc, docToHtml, docToText, htmlToDoc, labelOf, type Picture, PLACEHOLDER, textToDoc } from './document';

export type Kind = 'line' | 'plain' | 'html';

export type RichText = {
  focus: () => void;
  /** Replaces everything. */
  set: (value: string) => void;
  insertPlaceholder: (source: string) => void;
  insertImage: (picture: Picture) => void;
  /** Of the image that is selected. */
  setAlt: (alt: string) => void;
  toggle: (what: 'bold' | 'italic' | 'bulletList' | 'orderedList') => void;
  setLink: (href: string | null) => void;
  /** Puts the cursor there; both count from 1. */
  goTo: (line: number, column: number) => void;
  setEditable: (isEditable: boolean) => void;
  destroy: () => void;
};

export type Active = {
  bold: boolean;
  italic: boolean;
  bulletList: boolean;
  orderedList: boolean;
  link: string | null;
  /** The source of the placeholder that is selected. */
  placeholder: string | null;
  /** The words for the image that is selected. */
  alt: string | null;
};

type Options = {
  element: HTMLElement;
  kind: Kind;
  /** Text, or HTML that htmlToDoc can read. */
  value: string;
  isEditable: boolean;
  attributes: Record<string, string>;
  onChange: (value: string, doc: Doc) => void;
  onActive: (active: Active) => void;
  /** Enter, where it makes no new line. */
  onEnter?: () => void;
  /** Enter on a placeholder. */
  onOpen: () => void;
  /** Files that were pasted into the text or dropped on it. */
  onFiles: (files: File[]) => void;
  /** Where the page finds the image of a cid:… */
  urlOf: (src: string) => string;
};

const Placeholder = Node.create<{ onOpen: () => void }>({
  name: 'placeholder',
  group: 'inline',
  inline: true,
  atom: true,
  marks: '_',
  addOptions: () => ({ onOpen: () => {} }),
  addAttributes: () => ({ source: { default: '' } }),
  parseHTML: () => [
    { tag: 'span[data-source]', getAttrs: (element) => ({ source: element.getAttribute('data-source') }) },
  ],
  renderHTML({ node, HTMLAttributes: { source: _, ...rest } }) {
    const source: string = node.attrs.source;
    const look = source.startsWith('{%') ? 'piece tag' : 'piece';
    return ['span', mergeAttributes(rest, { class: look, 'data-source': source, title: source }), labelOf(source)];
  },
  renderText: ({ node }) => node.attrs.source,
  addInputRules() {
    return [
      new InputRule({
        find: /(\{\{[^{}]*\}\}|\{%[^{}]*%\})$/,
        handler: ({ range, match, chain }) => {
          chain()
            .deleteRange(range)
            .insertContentAt(range.from, { type: 'placeholder', attrs: { source: match[0] } })
            .run();
        },
      }),
    ];
  },
  addPasteRules() {
    return [nodePasteRule({ find: PLACEHOLDER, type: this.type, getAttributes: (match) => ({ source: match[0] }) })];
  },
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { selection } = editor.state;
        if (!(selection instanceof NodeSelection) || selection.node.type !== this.type) return false;
        this.options.onOpen();
        return true;
      },
    };
  },
});

const parse = (kind: Kind, value: string): Doc => (kind === 'html' && htmlToDoc(value)) || textToDoc(value);
const print = (kind: Kind, doc: Doc): string => (kind === 'html' ? docToHtml(doc) : docToText(doc));

function pieces(node: unknown): number {
  return JSON.stringify(node).split('"placeholder"').length;
}

const MAY_LINK = /^(https?:|mailto:|tel:|\{\{)/i;

/** A link of an email: an address, or a placeholder that becomes one. */
const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: '' } }),
  parseHTML: () => [
    { tag: 'a[href]', getAttrs: (element) => MAY_LINK.test(element.getAttribute('href') ?? '') && null },
  ],
  renderHTML: ({ HTMLAttributes }) => ['a', HTMLAttributes, 0],
});

/** An image that goes with the email; shown from the server. */
const Image = Node.create<{ urlOf: (src: string) => string }>({
  name: 'image',
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,
  addOptions: () => ({ urlOf: (src) => src }),
  addAttributes: () => ({ src: { default: '' }, alt: { default: '' }, width: { default: null } }),
  parseHTML: () => [
    {
      tag: 'img[data-src]',
      getAttrs: (element) => ({
        src: element.getAttribute('data-src'),
        alt: element.getAttribute('alt') ?? '',
        width: Number(element.getAttribute('width')) || null,
      }),
    },
  ],
  renderHTML({ node }) {
    const { src, alt, width } = node.attrs;
    return ['img', { src: this.options.urlOf(src), 'data-src': src, alt, ...(width ? { width } : {}) }];
  },
});

/** A document of one line; Enter leaves it. */
const OneLine = Document.extend<{ onEnter: () => void }>({
  content: 'paragraph',
  addOptions: () => ({ onEnter: () => {} }),
  addKeyboardShortcuts() {
    const { onEnter } = this.options;
    const leave = () => {
      onEnter();
      return true;
    };
    return { Enter: leave };
  },
});

/** What comes by paste without anything that cannot be seen. */
function cleaned(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\u00a0/g, ' ')
    .replace(/[\u00ad\u200b\u2060\ufeff]/g, '');
}

/** The page's content policy forbids styles, and complains of each that is so much as read. */
function unstyled(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>/gi, '')
    .replace(/([\s/"'])style\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '$1');
}

function extensionsOf({ kind, onEnter, onOpen, urlOf }: Options) {
  const piece = Placeholder.configure({ onOpen });
  if (kind === 'html') {
    return [
      Document,
      Paragraph,
      Text,
      piece,
      UndoRedo,
      Bold,
      Italic,
      Link,
      HardBreak,
      Image.configure({ urlOf }),
      BulletList,
      OrderedList,
      ListItem,
      ListKeymap,
    ];
  }
  if (kind === 'plain') return [Document, Paragraph, Text, piece, UndoRedo];
  const oneLine = OneLine.configure({ onEnter: onEnter ?? (() => {}) });
  return [oneLine, Paragraph, Text, piece, UndoRedo];
}

/** A picture from the clipboard, or files from the desktop; what comes with words is text. */
function takeFiles(from: DataTransfer | null, onFiles: Options['onFiles']): boolean {
  const files = [...(from?.files ?? [])];
  if (files.length === 0 || from?.types.includes('text/plain')) return false;
  onFiles(files);
  return true;
}

function pastePlain(editor: Editor, kind: Kind, event: ClipboardEvent): boolean {
  const text = event.clipboardData?.getData('text/plain');
  if (kind === 'html' || text === undefined) return false;
  const clean = cleaned(text);
  const { content } = textToDoc(kind === 'line' ? clean.replace(/\s*\n\s*/g, ' ') : clean);
  const [only] = content;
  const isOneLine = content.length === 1 && only?.type === 'paragraph';
  editor.commands.insertContent(isOneLine ? (only.content ?? []) : content);
  return true;
}

function activeOf(editor: Editor): Active {
  const { selection } = editor.state;
  const node = selection instanceof NodeSelection ? selection.node : null;
  const href = editor.isActive('link') ? editor.getAttributes('link').href : null;
  return {
    bold: editor.isActive('bold'),
    italic: editor.isActive('italic'),
    bulletList: editor.isActive('bulletList'),
    orderedList: editor.isActive('orderedList'),
    link: typeof href === 'string' ? href : null,
    placeholder: node?.type.name === 'placeholder' ? node.attrs.source : null,
    alt: node?.type.name === 'image' ? node.attrs.alt : null,
  };
}

/** Where a letter of the kept text stands in the document: a placeholder is one place, its letters are many. */
function placeIn(editor: Editor, line: number, column: number): number {
  const { doc } = editor.state;
  const at = Math.min(line, doc.childCount) - 1;
  let place = 1;
  for (let i = 0; i < at; i += 1) place += doc.child(i).nodeSize;
  let left = column - 1;
  doc.child(at).forEach((node, offset) => {
    const letters = [...(node.isText ? (node.text ?? '') : String(node.attrs.source ?? ''))].length;
    if (left >= 0 && left < letters) place += offset + (node.isText ? left : 0);
    left -= letters;
  });
  return left >= 0 ? place + doc.child(at).content.size : place;
}

export function createRichText(options: Options): RichText {
  const { element, kind, value, isEditable, attributes } = options;
  const editor: Editor = new Editor({
    element,
    extensions: extensionsOf(options),
    content: parse(kind, value),
    editable: isEditable,
    injectCSS: false,
    parseOptions: { preserveWhitespace: 'full' },
    coreExtensionOptions: { clipboardTextSerializer: { blockSeparator: kind === 'html' ? '\n\n' : '\n' } },
    editorProps: {
      attributes: { ...attributes, role: 'textbox', 'aria-multiline': String(kind !== 'line') },
      handlePaste: (_, event) => takeFiles(event.clipboardData, options.onFiles) || pastePlain(editor, kind, event),
      handleDrop: (_, event) => {
        const isTaken = takeFiles(event.dataTransfer, options.onFiles);
        if (isTaken) event.preventDefault();
        return isTaken;
      },
      transformPastedText: cleaned,
      transformPastedHTML: unstyled,
    },
    onUpdate: ({ editor: changed }) => {
      const doc = changed.getJSON() as Doc;
      options.onChange(print(kind, doc), doc);
    },
    // Placeholders that came letter by letter, past the rules for typing, become pieces.
    onBlur: ({ editor: left }) => {
      const doc = left.getJSON() as Doc;
      const whole = parse(kind, print(kind, doc));
      if (pieces(whole) > pieces(doc)) left.commands.setContent(whole, { emitUpdate: false });
    },
    onTransaction: ({ editor: changed }) => options.onActive(activeOf(changed)),
  });
  // The focus moves at once, not with the next frame: what is typed meanwhile would be lost.
  const select = (place: number) => {
    const { state, view } = editor;
    const node = state.doc.nodeAt(place);
    const isPiece = node?.type.name === 'placeholder';
    const selection = isPiece ? NodeSelection.create(state.doc, place) : TextSelection.create(state.doc, place);
    view.dispatch(state.tr.setSelection(selection).scrollIntoView());
    view.focus();
  };

  return {
    focus: () => editor.view.focus(),
    set: (next) => void editor.commands.setContent(parse(kind, next), { emitUpdate: false }),
    insertPlaceholder(source) {
      editor.view.focus();
      editor.commands.insertContent({ type: 'placeholder', attrs: { source } });
    },
    insertImage(picture) {
      editor.view.focus();
      editor.commands.insertContent({ type: 'image', attrs: picture });
    },
    setAlt(alt) {
      editor.view.focus();
      editor.commands.updateAttributes('image', { alt });
    },
    toggle(what) {
      editor.view.focus();
      const chain = editor.chain();
      const run = {
        bold: () => chain.toggleBold(),
        italic: () => chain.toggleItalic(),
        bulletList: () => chain.toggleBulletList(),
        orderedList: () => chain.toggleOrderedList(),
      };
      run[what]().run();
    },
    setLink(href) {
      editor.view.focus();
      const chain = editor.chain().extendMarkRange('link');
      if (href === null) chain.unsetMark('link').run();
      else chain.setMark('link', { href }).run();
    },
    goTo: (line, column) => select(placeIn(editor, line, column)),
    setEditable: (next) => editor.setEditable(next, false),
    destroy: () => editor.destroy(),
  };
}
