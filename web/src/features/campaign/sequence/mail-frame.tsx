/*
 * mail-frame: a formatted email as its reader sees it, in a frame of its own, in which nothing runs and nothing is fetched.
 *
 * The page's content policy forbids inline styles. They are taken out of the text and set one by one on what they belong to,
 * which it allows.
 */
import { useEffect, useRef } from 'react';
import type { StepAttachment } from '../../../lib/schema';
import { contentUrl } from './attachments';

const GONE =
  'script, style, link, meta, base, iframe, object, embed, form, input, button, textarea, select, svg, math, template, noscript';
const MAY_LOAD = /^(data:image\/|cid:)/i;

type Styled = { element: HTMLElement; style: string };

/** The email without what runs or fetches, and the styles that are to be set on its elements. */
export function harmless(html: string): { body: HTMLElement; styled: Styled[] } {
  const inert = html.replace(/([\s/"'])style\s*=/gi, '$1 data-style=');
  const { body } = new DOMParser().parseFromString(inert, 'text/html');
  for (const element of body.querySelectorAll(GONE)) element.remove();
  const styled: Styled[] = [];
  for (const element of body.querySelectorAll<HTMLElement>('*')) {
    const style = element.getAttribute('data-style');
    for (const { name, value } of [...element.attributes]) {
      const isFetched = /^(src|srcset|background|poster)$/i.test(name) && !MAY_LOAD.test(value);
      if (isFetched || /^(on|data-style$|srcset$|href$|target$|xlink)/i.test(name)) element.removeAttribute(name);
    }
    if (style && !/url\s*\(|image-set/i.test(style)) styled.push({ element, style });
  }
  return { body, styled };
}

function fitHeight(frame: HTMLIFrameElement, page: Document) {
  frame.style.height = '0'; // or it is never lower than it was
  frame.style.height = `${Math.min(page.documentElement.scrollHeight, 640)}px`;
}

type MailFrameProps = { html: string; title: string; images?: StepAttachment[] | undefined };

/** The images that go with the email, from where the server keeps them. */
function showImages(body: HTMLElement, images: StepAttachment[]) {
  for (const image of body.querySelectorAll<HTMLImageElement>('img[src^="cid:" i]')) {
    const contentId = image.getAttribute('src')?.slice('cid:'.length);
    const known = images.find((one) => one.content_id === contentId);
    if (known) image.setAttribute('src', contentUrl(known.id));
  }
}

export function MailFrame({ html, title, images }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    if (!page) return;
    const { body, styled } = harmless(html);
    showImages(body, images ?? []);
    page.documentElement.lang = document.documentElement.lang;
    page.title = title;
    page.body.replaceChildren(...[...body.childNodes].map((node) => page.adoptNode(node)));
    for (const { element, style } of styled) element.style.cssText = style;
    Object.assign(page.body.style, {
      margin: '16px',
      font: '14px/1.5 system-ui, sans-serif',
      overflowWrap: 'anywhere',
      color: '#1c1a17',
      background: '#fff',
    });
    const measure = () => frame.current && fitHeight(frame.current, page);
    measure();
    for (const image of page.images) {
      Object.assign(image.style, { maxWidth: '100%', height: 'auto' });
      image.addEventListener('load', measure);
    }
  }, [html, title, images]);
  return <iframe ref={frame} className="mail-frame" title={title} sandbox="allow-same-origin" />;
}
