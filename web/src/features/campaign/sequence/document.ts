/*
 * document: what the editor holds, and the ways from and to the texts that are kept.
 *
 * A placeholder is one piece: {{ first_name }} or {% if company %}, kept letter by letter, so that a text comes out of the
 * editor as it went in.
 */
export type Mark = { type: 'bold' } | { type: 'italic' } | { type: 'link'; attrs: { href: string } };
/** An image that goes with the email: its source is cid:…. */
export type Picture = { src: string; alt: string; width: number | null };
export type Inline =
  | { type: 'text'; text: string; marks?: Mark[] }
  | { type: 'placeholder'; attrs: { source: string }; marks?: Mark[] }
  | { type: 'image'; attrs: Picture; marks?: Mark[] }
  | { type: 'hardBreak'; marks?: Mark[] };
export type Block = { type: 'paragraph'; content?: Inline[] } | { type: 'bulletList' | 'orderedList'; content: Item[] };
export type Item = { type: 'listItem'; content: Block[] };
export type Doc = { type: 'doc'; content: Block[] };

export const PLACEHOLDER = /\{\{.*?\}\}|\{%.*?%\}/g;

/** The text with its placeholders as pieces of their own. */
export function toInline(text: string, marks: Mark[] = []): Inline[] {
  const pieces: Inline[] = [];
  const more = marks.length > 0 ? { marks } : {};
  const put = (part: string) => part && pieces.push({ type: 'text', text: part, ...more });
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    put(text.slice(at, match.index));
    pieces.push({ type: 'placeholder', attrs: { source: match[0] }, ...more });
    at = match.index + match[0].length;
  }
  put(text.slice(at));
  return pieces;
}

function paragraph(content: Inline[]): Block {
  return content.length > 0 ? { type: 'paragraph', content } : { type: 'paragraph' };
}

/* Plain text: each line is a paragraph. */

export function textToDoc(text: string): Doc {
  return { type: 'doc', content: text.split('\n').map((line) => paragraph(toInline(line))) };
}

function inlineText(content: Inline[] = []): string {
  return content
    .map((piece) => {
      if (piece.type === 'hardBreak') return '\n';
      if (piece.type === 'image') return '';
      return piece.type === 'text' ? piece.text : piece.attrs.source;
    })
    .join('');
}

export function docToText(doc: Doc): string {
  return doc.content.map((block) => (block.type === 'paragraph' ? inlineText(block.content) : '')).join('\n');
}

/* HTML: only what the editor can show; anything else is edited as source. */

const marksOf: Record<string, Mark['type']> = { B: 'bold', STRONG: 'bold', I: 'italic', EM: 'italic', A: 'link' };

class NotHeld extends Error {}

function markOf(element: Element): Mark {
  const type = marksOf[element.tagName];
  const names = element.getAttributeNames();
  if (type === 'link') {
    const href = element.getAttribute('href');
    if (href === null || names.length > 1) throw new NotHeld();
    return { type, attrs: { href } };
  }
  if (!type || names.length > 0) throw new NotHeld();
  return { type };
}

const MAY_STAND = new Set(['src', 'alt', 'width']);

/** An image of the email itself, without anything that the editor would lose. */
function pictureOf(element: Element): Picture {
  const src = element.getAttribute('src') ?? '';
  const width = element.getAttribute('width');
  const isPlain = element.getAttributeNames().every((name) => MAY_STAND.has(name)) && /^\d*$/.test(width ?? '');
  if (!isPlain || !src.startsWith('cid:')) throw new NotHeld();
  return { src, alt: element.getAttribute('alt') ?? '', width: width ? Number(width) : null };
}

function readInline(node: Node, marks: Mark[]): Inline[] {
  if (node.nodeType === Node.TEXT_NODE) return toInline((node.textContent ?? '').replace(/[ \t\n]+/g, ' '), marks);
  if (!(node instanceof Element)) throw new NotHeld();
  const more = marks.length > 0 ? { marks } : {};
  if (node.tagName === 'BR') return [{ type: 'hardBreak', ...more }];
  if (node.tagName === 'IMG') return [{ type: 'image', attrs: pictureOf(node), ...more }];
  const inner = [...marks, markOf(node)];
  return [...node.childNodes].flatMap((child) => readInline(child, inner));
}

/** Space at the ends of a paragraph and around its line breaks is not shown, so it is not kept. */
function trimmed(content: Inline[]): Inline[] {
  return content.flatMap((piece, at): Inline[] => {
    if (piece.type !== 'text') return [piece];
    const isFirst = at === 0 || content[at - 1]?.type === 'hardBreak';
    const isLast = at === content.length - 1 || content[at + 1]?.type === 'hardBreak';
    const start = isFirst ? piece.text.replace(/^ +/, '') : piece.text;
    const text = isLast ? start.replace(/ +$/, '') : start;
    return text ? [{ ...piece, text }] : [];
  });
}

function readItem(element: Element): Item {
  if (element.tagName !== 'LI' || element.attributes.length > 0) throw new NotHeld();
  const content = readBlocks(element);
  return { type: 'listItem', content: content.length > 0 ? content : [paragraph([])] };
}

function readBlock(element: Element): Block {
  if (element.attributes.length > 0) throw new NotHeld();
  switch (element.tagName) {
    case 'P':
    case 'DIV':
      return paragraph(trimmed([...element.childNodes].flatMap((child) => readInline(child, []))));
    case 'UL':
    case 'OL':
      return {
        type: element.tagName === 'UL' ? 'bulletList' : 'orderedList',
        content: [...element.children].map(readItem),
      };
    default:
      throw new NotHeld();
  }
}

const BLOCKS = /^(P|DIV|UL|OL)$/;

function readBlocks(parent: Element): Block[] {
  const blocks: Block[] = [];
  let loose: Inline[] = [];
  const close = () => {
    const content = trimmed(loose);
    if (content.length > 0) blocks.push(paragraph(content));
    loose = [];
  };
  for (const child of parent.childNodes) {
    if (child instanceof Element && BLOCKS.test(child.tagName)) {
      close();
      blocks.push(readBlock(child));
    } else loose.push(...readInline(child, []));
  }
  close();
  return blocks;
}

/** Null when the HTML holds more than the editor can show: tables, styles, pictures from elsewhere. */
export function htmlToDoc(html: string): Doc | null {
  if (/<(!doctype|html|head|body|style)|[\s/"']style\s*=/i.test(html)) return null;
  const page = new DOMParser().parseFromString(html, 'text/html');
  try {
    const content = readBlocks(page.body);
    return { type: 'doc', content: content.length > 0 ? content : [paragraph([])] };
  } catch (error) {
    if (error instanceof NotHeld) return null;
    throw error;
  }
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

/** In an attribute placeholders stay as they are too; their own quotes become single ones. */
function attribute(value: string): string {
  let at = 0;
  let out = '';
  for (const match of value.matchAll(PLACEHOLDER)) {
    out += escaped(value.slice(at, match.index)) + match[0].replaceAll('"', "'");
    at = match.index + match[0].length;
  }
  return out + escaped(value.slice(at));
}

function markedHtml(html: string, marks: Mark[] = []): string {
  return marks.reduceRight((inner, mark) => {
    if (mark.type === 'link') return `<a href="${attribute(mark.attrs.href)}">${inner}</a>`;
    const tag = mark.type === 'bold' ? 'strong' : 'em';
    return `<${tag}>${inner}</${tag}>`;
  }, html);
}

function pictureHtml({ src, alt, width }: Picture): string {
  return `<img src="${attribute(src)}" alt="${attribute(alt)}"${width ? ` width="${width}"` : ''}>`;
}

function inlineHtml(content: Inline[] = []): string {
  return content
    .map((piece) => {
      if (piece.type === 'hardBreak') return '<br>';
      if (piece.type === 'image') return markedHtml(pictureHtml(piece.attrs), piece.marks);
      return markedHtml(piece.type === 'text' ? escaped(piece.text) : piece.attrs.source, piece.marks);
    })
    .join('');
}

function blockHtml(block: Block): string {
  if (block.type === 'paragraph') return `<p>${inlineHtml(block.content)}</p>`;
  const tag = block.type === 'bulletList' ? 'ul' : 'ol';
  return `<${tag}>${block.content.map((item) => `<li>${item.content.map(blockHtml).join('')}</li>`).join('')}</${tag}>`;
}

export function docToHtml(doc: Doc): string {
  return doc.content.map(blockHtml).join('\n');
}

/* The text part of an HTML email. */

function linkedText(content: Inline[] = []): string {
  return content
    .map((piece, at) => {
      const text = inlineText([piece]);
      const hrefOf = (one: Inline | undefined) => one?.marks?.find((mark) => mark.type === 'link')?.attrs.href;
      const href = hrefOf(piece);
      const isEnd = href && hrefOf(content[at + 1]) !== href;
      return isEnd && href !== text ? `${text} (${href})` : text;
    })
    .join('');
}

function blockText(block: Block, indent: string): string {
  if (block.type === 'paragraph') return indent + linkedText(block.content).replaceAll('\n', `\n${indent}`);
  return block.content
    .map((item, at) => {
      const sign = block.type === 'bulletList' ? '- ' : `${at + 1}. `;
      const lines = item.content.map((inner) => blockText(inner, '')).join('\n');
      return indent + sign + lines.replaceAll('\n', `\n${indent}${' '.repeat(sign.length)}`);
    })
    .join('\n');
}

export function docToPlainPart(doc: Doc): string {
  return doc.content.map((block) => blockText(block, '')).join('\n\n');
}

/** Plain text as HTML: empty lines divide paragraphs, others break lines. */
export function textToHtml(text: string): string {
  const blocks = text.split(/\n{2,}/).map((part) => {
    const lines = part.split('\n').map((line) => toInline(line));
    return paragraph(lines.flatMap((line, at): Inline[] => (at === 0 ? line : [{ type: 'hardBreak' }, ...line])));
  });
  return docToHtml({ type: 'doc', content: blocks });
}

/* What a text uses. */

const NAME = /^\{\{-?\s*([a-z_][\w.]*)\s*(\|[^}]*)?/i;

export type Use = { name: string; fallback: string | null };

/** The variables that are written out, each once; one that stands anywhere without a default counts as without. */
export function usesOf(...texts: string[]): Use[] {
  const uses = new Map<string, Use>();
  for (const [source] of texts.join('\n').matchAll(PLACEHOLDER)) {
    const [, name, filters = ''] = NAME.exec(source) ?? [];
    if (!name) continue;
    const fallback = /\|\s*default:\s*(?:"([^"]*)"|'([^']*)')/.exec(filters);
    const use = { name, fallback: fallback ? (fallback[1] ?? fallback[2] ?? '') : null };
    if (!uses.has(name) || use.fallback === null) uses.set(name, use);
  }
  return [...uses.values()];
}

/** What a placeholder shows: its name and what stands in for it, or the words of a tag. */
export function labelOf(source: string): string {
  const [use] = usesOf(source);
  if (use && /^\{\{-?\s*[\w.]+\s*(\|\s*default:[^|]*)?-?\}\}$/.test(source))
    return use.fallback === null ? use.name : `${use.name} · ${use.fallback}`;
  return source.replace(/^\{[{%]-?\s*|\s*-?[}%]\}$/g, '');
}
