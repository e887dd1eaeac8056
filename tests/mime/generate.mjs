// Emails of every sort, the same for the same seed: what people, imports and templates may put into each field, and files.
import { Buffer } from 'node:buffer';

/** Numbers below 1 from a seed (mulberry32). */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

// A range of letters for each script, and what is made of several code points.
const scripts = [[0x61, 0x7a], [0x41, 0x5a], [0xc0, 0x17f], [0x370, 0x3ff], [0x400, 0x4ff], [0x531, 0x556], [0x5d0, 0x5ea], [0x620, 0x64a], [0x710, 0x72f], [0x905, 0x939],
  [0x985, 0x9a8], [0xa05, 0xa0a], [0xb85, 0xb8a], [0xe01, 0xe30], [0xe81, 0xe84], [0xf40, 0xf47], [0x1000, 0x1021], [0x10a0, 0x10c5], [0x1100, 0x1112], [0x1200, 0x1248],
  [0x13a0, 0x13f4], [0x1780, 0x17a2], [0x1820, 0x1842], [0x3041, 0x3096], [0x30a1, 0x30fa], [0x4e00, 0x4fff], [0xac00, 0xacff], [0x10330, 0x1034a], [0x1d400, 0x1d454], [0x20000, 0x20040]];
const clusters = ['👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇩🇪', '1️⃣', 'e\u0301', 'a\u0308\u0323\u0304', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢', '\u202bעברית\u202c', '\u200fمرحبا\u200e', '\u00a0', '\u2028', '\ufeff', '\u00ad', '\u200b', 'ﷺ', '\ufffd', '\u{1f9d1}\u200d\u{1f680}'];
const marks = ['"', '\\', ',', ';', ':', '<', '>', '@', '(', ')', '[', ']', '.', '..', '=', '=?', '?=', '=?utf-8?Q?x?=', '_', '%', '&', "'", '`', '~', '#', '--', '=_', '{', '}', '|', '\\"', '""', '=20', '=0D=0A'];

export class Generator {
  constructor(seed) { this.random = numbers(seed); }
  below(n) { return Math.floor(this.random() * n); }
  chance(p) { return this.random() < p; }
  pick(list) { return list[this.below(list.length)]; }

  word() {
    const [first, last] = this.pick(this.chance(0.4) ? scripts.slice(0, 2) : scripts);
    return Array.from({ length: 1 + this.below(12) }, () => String.fromCodePoint(first + this.below(last - first + 1))).join('');
  }

  piece() {
    const kind = this.random();
    return kind < 0.7 ? this.word() : kind < 0.85 ? this.pick(marks) : this.pick(clusters);
  }

  /** One line: words and marks, at times without any space, at times with several. */
  line(pieces) {
    let line = '';
    for (let i = 0; i < pieces; i++) line += (i && this.chance(0.8) ? ' '.repeat(this.chance(0.1) ? 1 + this.below(4) : 1) : '') + this.piece();
    return line;
  }

  ascii(pieces) { return Array.from({ length: pieces }, () => this.pick([...marks.slice(0, 16), ...'abcdefgh', 'Ada', 'Lovelace', 'of', 'the'])).join(this.chance(0.5) ? ' ' : ''); }

  /** As imports and settings leave them: single spaces, none at the ends. */
  name() { return this.anyName().replace(/\s+/g, ([first]) => first).trim(); }

  anyName() {
    const kind = this.random();
    if (kind < 0.1) return '';
    if (kind < 0.3) return 'Ada Lovelace';
    if (kind < 0.5) return this.ascii(1 + this.below(30));
    return this.line(1 + this.below(this.chance(0.1) ? 60 : 5));
  }

  subject() {
    const kind = this.random();
    if (kind < 0.05) return 'x'.repeat(1 + this.below(900));
    if (kind < 0.1) return ` ${this.line(3)}  `;
    if (kind < 0.3) return this.ascii(1 + this.below(60));
    if (kind < 0.5) return `Re: ${this.line(1 + this.below(10))}`.slice(0, 300);
    return this.line(1 + this.below(this.chance(0.1) ? 80 : 8));
  }

  address() {
    const local = this.pick(['ada', 'ada.lovelace', "o'hara", 'a+tag', '"john smith"', '"a\\"b"', '"x,y"', '"@"', 'x'.repeat(64), '!#$%&*+-/=?^_{|}~', `u${this.below(1000)}`]);
    return `${local}@${this.pick(['example.org', 'acme.test', `${'long-label.'.repeat(this.below(15))}example.com`, 'xn--bcher-kva.example', 'a.b.c.d.example'])}`;
  }

  textLine() {
    const kind = this.random();
    if (kind < 0.08) return this.pick(['.', '..', '.dot', '...', 'From me', 'From ', '>From me', '--', '-- ', '--=_x', '=', '=3D', 'a=', '', '', '\t', ' ', 'trailing ', 'tab\t', ' leading', '\u00a0']);
    if (kind < 0.12) return `${this.line(5)}${' '.repeat(1 + this.below(90))}`;
    if (kind < 0.16) return this.line(200 + this.below(1200));
    if (kind < 0.2) return this.piece().repeat(1 + this.below(1500));
    if (kind < 0.26) return `${'a'.repeat(60 + this.below(30))}${this.pick(['.', ' ', '=', 'é', '\t', '😀', 'From '])}${this.pick(['', '.', 'From ', ' '])}`;
    return this.line(this.below(20));
  }

  text() {
    const end = this.pick(['\n', '\n', '\r\n', '\r\n', null]);
    const lines = Array.from({ length: 1 + this.below(12) }, () => this.textLine());
    return lines.map((line, i) => line + (i < lines.length - 1 || this.chance(0.5) ? end ?? this.pick(['\n', '\r\n']) : '')).join('');
  }

  html() {
    const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    return `<html><body>\n${Array.from({ length: 1 + this.below(6) }, () => `<p>${quoted(this.textLine())}</p>`).join(this.pick(['', '\n', '\r\n']))}\n</body></html>${this.pick(['', '\n'])}`;
  }

  /** A name that a file may have; marks that end a quoted text or lead into a folder are refused before. */
  fileName() {
    const name = this.pick([this.line(1 + this.below(4)), this.ascii(1 + this.below(8)), 'report', `${'long-name '.repeat(this.below(18))}end`, "100% 'sure' *", 'a=?utf-8?Q?b?=', 'Überblick 2026'])
      .replace(/["\\/\p{Cc}\u2028\u2029]/gu, '').replace(/\s+/g, ' ').replace(/^[ .]+|[ .]+$/g, '') || 'a';
    let short = '';
    for (const letter of name) if (Buffer.byteLength(short + letter) < 190) short += letter;
    return `${short.trim()}.${this.pick(['pdf', 'png', 'bin', 'docx'])}`;
  }

  /** Bytes of every sort: random, zeros, text with line ends, and sizes around the lines of base64. */
  fileBytes() {
    const size = this.pick([1, 2, 3, 56, 57, 58, 113, 114, 115, 29183, 29184, 29185, 1 + this.below(3000), 1 + this.below(3000)]);
    const kind = this.random();
    const bytes = Buffer.alloc(size);
    for (let i = 0; i < size; i++) bytes[i] = kind < 0.7 ? this.below(256) : kind < 0.8 ? 0 : '\r\n.From --=_\n'.charCodeAt(this.below(13));
    return bytes;
  }

  files() {
    return Array.from({ length: this.chance(0.5) ? 1 + this.below(4) : 0 }, (_, i) => ({
      name: this.fileName(), bytes: this.fileBytes().toString('base64'),
      ...(this.chance(0.4) ? { type: 'image/png', content_id: `${this.pick(['logo', 'a.b-c_d+e', 'att_0abc'])}${i}${this.pick(['', '@outrider'])}` }
        : { type: this.pick(['application/pdf', 'application/octet-stream', 'text/plain', 'text/csv', 'text/html', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document']) }),
    }));
  }

  id() { return `<${Array.from({ length: 26 }, () => this.pick([...'abcdefghijklmnopqrstuvwxyz234567'])).join('')}@${this.pick(['acme.test', 'example.org', `${'x'.repeat(60)}.example`])}>`; }

  message() {
    const references = Array.from({ length: this.chance(0.4) ? 1 + this.below(20) : 0 }, () => this.id());
    return {
      from_name: this.name(), from_address: this.address(), to_name: this.name(), to_address: this.address(),
      ...(this.chance(0.4) ? { reply_to: this.address() } : {}),
      subject: this.subject(), message_id: this.id(), date_ms: 1_700_000_000_000 + this.below(1e12),
      ...(references.length ? { references: references.join(' '), in_reply_to: references.at(-1) } : {}),
      ...(this.chance(0.8) ? { list_unsubscribe_url: `https://out.example/u/${'t'.repeat(1 + this.below(700))}` } : {}),
      text: this.text(), ...(this.chance(0.5) ? { html: this.html() } : {}),
      files: this.files(),
    };
  }
}

