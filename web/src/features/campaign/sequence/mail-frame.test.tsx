import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { harmless, MailFrame } from './mail-frame';

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

test('an image that goes with the email is shown from the server, and no other', () => {
  const logo = {
    id: 'att_1',
    name: 'a.png',
    type: 'image/png',
    size: 1,
    may_be_inline: true,
    inline: true,
    content_id: 'logo',
  };
  render(<MailFrame title="Mail" html={'<p><img src="cid:logo"><img src="cid:other"></p>'} images={[logo]} />);

  const page = screen.getByTitle<HTMLIFrameElement>('Mail').contentDocument;
  const sources = [...(page?.images ?? [])].map((image) => image.getAttribute('src'));
  expect(sources).toEqual(['/api/v1/attachments/att_1/content', 'cid:other']);
});
