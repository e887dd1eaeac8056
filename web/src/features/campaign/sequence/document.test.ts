import { expect, test } from 'vitest';
import {
  docToHtml,
  docToPlainPart,
  docToText,
  htmlToDoc,
  labelOf,
  textToDoc,
  textToHtml,
  toInline,
  usesOf,
} from './document';

test.each([
  '',
  'Hello',
  'Hi {{ first_name | default: "there" }},\n\nmay I?\n',
  '{% if company %}At {{ company }}{% else %}You{% endif %}',
  '  two  spaces \n{{ not closed\n}} {{',
  '{{ a }}{{ b }}',
])('plain text %j comes out of the editor as it went in', (text) => {
  expect(docToText(textToDoc(text))).toBe(text);
});

test('a placeholder is one piece', () => {
  expect(toInline('Hi {{ first_name }}!')).toEqual([
    { type: 'text', text: 'Hi ' },
    { type: 'placeholder', attrs: { source: '{{ first_name }}' } },
    { type: 'text', text: '!' },
  ]);
});

test.each([
  '<p>Hi {{ first_name | default: "there" }},</p>\n<p>one<br>two &amp; <strong>three</strong></p>',
  '<ul><li><p>a</p></li><li><p><em>b</em></p></li></ul>',
  '<p><a href="{{ unsubscribe_url }}">stop</a></p>',
  '<p>{% if a > b %}x{% endif %}</p>',
  '<p>Our booth: <img src="cid:att_1@outrider" alt="&quot;Booth&quot; 7" width="560"><br><a href="https://a.test/"><img src="cid:b" alt=""></a></p>',
])('HTML %j comes out of the editor as it went in', (html) => {
  const doc = htmlToDoc(html);
  expect(doc && docToHtml(doc)).toBe(html);
});

test.each([
  '<table><tr><td>a</td></tr></table>',
  '<p style="color:red">a</p>',
  '<p><img src="https://a.test/a.png"></p>',
  '<p><img src="cid:a" class="wide"></p>',
  '<html><body><p>a</p></body></html>',
  '<p>a<!-- b --></p>',
])('HTML %j is more than the editor can show', (html) => {
  expect(htmlToDoc(html)).toBeNull();
});

test('quotes of a placeholder do not end the attribute that it stands in', () => {
  const doc = htmlToDoc(`<p><a href='https://a.test/{{ company | default: "x" }}'>a</a></p>`);
  expect(doc && docToHtml(doc)).toBe(`<p><a href="https://a.test/{{ company | default: 'x' }}">a</a></p>`);
});

test('the text part of an HTML email says where its links go, and lists with signs', () => {
  const doc = htmlToDoc(
    '<p>See <a href="https://a.test/">our <strong>page</strong></a>.</p><ol><li>one</li><li><p>two</p><ul><li>deep</li></ul></li></ol>',
  );
  expect(doc && docToPlainPart(doc)).toBe('See our page (https://a.test/).\n\n1. one\n2. two\n   - deep');
});

test('plain text becomes paragraphs and line breaks', () => {
  expect(textToHtml('Hi {{ first_name }},\nyou\n\nA < B')).toBe('<p>Hi {{ first_name }},<br>you</p>\n<p>A &lt; B</p>');
});

test('a variable that stands anywhere without a default counts as without', () => {
  expect(usesOf('{{ company | upcase | default: "x" }} {{ first_name | default: "there" }} {{ first_name }}')).toEqual([
    { name: 'company', fallback: 'x' },
    { name: 'first_name', fallback: null },
  ]);
});

test.each([
  ['{{ first_name }}', 'first_name'],
  ['{{ first_name | default: "there" }}', 'first_name · there'],
  ['{{ company | upcase }}', 'company | upcase'],
  ['{%- if company -%}', 'if company'],
])('%s shows as %s', (source, label) => {
  expect(labelOf(source)).toBe(label);
});
