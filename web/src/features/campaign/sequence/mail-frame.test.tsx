import { expect, test } from 'vitest';
import { harmless } from './mail-frame';

test('what runs or fetches is taken out of a formatted email, and what is read stays', () => {
  const { body, styled } = harmless(
    `<p style="color: red" onclick="go()">Hi <img src="https://spy.test/a.gif"><img src="cid:logo"></p>
     <script>go()</script><style>p{}</style><a href="javascript:go()" style="background: url(https://spy.test/)">a</a>`,
  );

  expect(body.querySelector('script, style')).toBeNull();
  expect(body.innerHTML).not.toMatch(/onclick|spy|javascript|style/);
  expect(body.textContent).toMatch(/Hi/);
  expect(body.querySelector('img[src="cid:logo"]')).not.toBeNull();
  expect(styled.map(({ style }) => style)).toEqual(['color: red']);
});
