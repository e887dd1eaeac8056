import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Campaign, Step } from '../../../lib/schema';
import { type Asked, showPage } from '../../../lib/test-page';
import { ToastProvider } from '../../../ui/toast';
import { aCampaign } from '../a-campaign';
import { CampaignSequence } from './campaign-sequence';
import { onlyOwn } from './variants';

// The real editor measures what it shows, which this DOM cannot: a plain field stands in for it. Journeys use the real one.
vi.mock('./writing-field', () => ({
  WritingField: (props: {
    label: string;
    value: string;
    mayEdit: boolean;
    error?: string;
    onChange: (value: string) => void;
  }) => (
    <label>
      {props.label}
      <textarea
        value={props.value}
        disabled={!props.mayEdit}
        aria-invalid={Boolean(props.error)}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.error}
    </label>
  ),
}));

const first: Step = {
  id: 'stp_1',
  position: 1,
  subject: 'Hi',
  body_text: 'Hello',
  body_html: null,
  preheader: null,
  delay_hours: null,
  delay_days: 0,
  review: false,
  condition: null,
  variant_a: { id: 'var_1', name: 'A', weight: 50, enabled: true },
  variants: [],
  winner: null,
  chosen: null,
  attachments: [],
};
const second: Step = { ...first, id: 'stp_2', position: 2, subject: null, body_text: 'Again', delay_days: 3 };
const variantB: Step['variants'][number] = {
  id: 'var_2',
  name: 'B',
  weight: 50,
  enabled: true,
  subject: null,
  body_text: 'Other words',
  body_html: null,
};
const alone = { variant_a: { name: 'A', weight: 50, enabled: true }, variants: [], winner: null, attachments: [] };
const preview = { step: 1, from: 'a@b.test', subject: 'Hi', text: 'Hello', html: null, words: 1, missing_field: null };

let kept: Campaign;
let sent = 0;
let asked: Asked[];
let tidy: (step: Step) => Step;
let refuse: ((body: { revision: number; steps: Step[] }) => Response | null) | null;

/** A server that keeps the steps, and refuses as a test wants it. */
function server(request: Asked): Response {
  const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
  const path = request.path.replace('/campaigns/cmp_1', '');
  if (path === '/preview') return json(preview);
  if (path === '/variables')
    return json({ contacts: 5, is_sample: false, variables: [{ name: 'first_name', missing: 2 }] });
  if (path === '/stats')
    return json({ steps: [{ id: 'stp_1', position: 1, sent, failed: 0, unknown: 0, variants: [] }] });
  if (path === '/enrollments') return json({ items: [], next_cursor: null, total: null });
  if (request.method === 'PATCH') {
    const body = request.body as { revision: number; steps: Step[] };
    const refusal = refuse?.(body);
    if (refusal) return refusal;
    if (body.revision !== kept.revision)
      return json({ error: { kind: 'version', code: 'version_mismatch', message: 'Old' } }, 412);
    const steps = body.steps.map((step, at) => ({ ...step, id: step.id ?? `stp_new${at}`, position: at + 1 }));
    kept = { ...kept, steps: steps.map((step) => tidy({ ...step, delay_hours: null })), revision: kept.revision + 1 };
  }
  return json(kept);
}

const patches = () =>
  asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body as { revision: number; steps: Step[] });

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ shouldAdvanceTime: true });
  kept = aCampaign({ steps: [first, second], revision: 7 });
  sent = 0;
  asked = [];
  refuse = null;
  tidy = (step) => step;
  vi.stubGlobal('fetch', async (request: Request) => {
    const text = await request.text();
    const path = new URL(request.url).pathname.replace('/api/v1', '');
    const one = { method: request.method, path, body: text ? JSON.parse(text) : null };
    asked.push(one);
    return server(one);
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const user = () => userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const text = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Text/ });
const open = () => showPage(<CampaignSequence campaign={kept} />);

test('what is typed is saved by itself a moment later, naming the revision that it was made from', async () => {
  await open();
  await user().type(text(), ' there');
  expect(patches()).toHaveLength(0);
  await pass(1000);

  expect(patches()).toHaveLength(1);
  expect(patches()[0]).toEqual({
    revision: 7,
    steps: [
      {
        id: 'stp_1',
        subject: 'Hi',
        preheader: null,
        body_text: 'Hello there',
        body_html: null,
        delay_days: 0,
        review: false,
        condition: null,
        ...alone,
      },
      {
        id: 'stp_2',
        subject: null,
        preheader: null,
        body_text: 'Again',
        body_html: null,
        delay_days: 3,
        review: false,
        condition: null,
        ...alone,
      },
    ],
  });
  expect(screen.getByText('All changes are saved')).toBeDefined();
  await user().type(text(), '!');
  await pass(1000);
  expect(patches()[1]?.revision).toBe(8);
});

test('whether somebody approves each email is saved with the step', async () => {
  await open();
  await user().click(screen.getByRole('switch', { name: /^Somebody approves each email/ }));
  await pass(1000);

  expect(patches()[0]?.steps?.map(({ review }) => review)).toEqual([true, false]);
});

test('a condition is chosen by field, test and value, and a mistake in it stands at its part', async () => {
  await open();
  await user().click(screen.getByRole('switch', { name: /^Only for some contacts/ }));
  const condition = screen.getByRole('group', { name: 'Whom the step is for' });
  await user().selectOptions(within(condition).getByRole('combobox', { name: 'Field' }), 'first_name');
  await user().selectOptions(within(condition).getByRole('combobox', { name: 'Test' }), 'is not');
  await user().type(within(condition).getByRole('textbox', { name: 'Value' }), 'Grace');
  await user().selectOptions(screen.getByRole('combobox', { name: 'Everybody else' }), 'gets nothing more');
  await pass(1000);
  expect(JSON.stringify(patches().at(-1)?.steps?.[0]?.condition)).toBe(
    '{"field":"first_name","is":"is_not","value":"Grace","then":"stop"}',
  );

  const message = 'Say what the field is compared with.';
  const details = { errors: [{ field: 'steps[0].condition.value', rule: 'required', value: null }] };
  refuse = () =>
    new Response(
      JSON.stringify({ error: { kind: 'invalid', code: 'validation_failed', message, field: 'value', details } }),
      {
        status: 422,
      },
    );
  await user().clear(within(condition).getByRole('textbox', { name: 'Value' }));
  await pass(1000);
  expect(within(condition).getByText(/compared with/)).toBeDefined();

  await user().click(screen.getByRole('switch', { name: /^Only for some contacts/ }));
  refuse = null;
  await pass(1000);
  expect(patches().at(-1)?.steps?.[0]?.condition).toBeNull();
});

test('what the server keeps in a form of its own is saved once, not again and again', async () => {
  tidy = (step) => ({ ...step, body_text: step.body_text.trimEnd() });
  await open();
  await user().type(text(), ' there ');
  await pass(5000);

  expect(patches()).toHaveLength(1);
  expect(screen.getByText('All changes are saved')).toBeDefined();
  expect(text().value).toBe('Hello there ');
});

test('a step that was added is saved once, under the id that it got', async () => {
  await open();
  await user().click(screen.getByRole('button', { name: 'Add a follow-up' }));
  await pass(1000);
  await user().type(text(), 'Third');
  await pass(1000);

  expect(patches().map(({ steps }) => steps[2]?.id)).toEqual([undefined, 'stp_new2']);
  expect(kept.steps.map((step) => step.body_text)).toEqual(['Hello', 'Again', 'Third']);
});

test('when the server does not answer the words stay, it is said, and they are saved once it answers', async () => {
  await open();
  refuse = () => new Response('{}', { status: 503 });
  await user().type(text(), ' there');
  await pass(1000);

  expect(screen.getByText(/^Not saved: the server does not answer/)).toBeDefined();
  expect(text().value).toBe('Hello there');
  expect(localStorage.getItem('outrider.unsaved.cmp_1')).toMatch(/Hello there/);
  refuse = null;
  await pass(6000);
  expect(screen.getByText('All changes are saved')).toBeDefined();
  expect(kept.steps[0]?.body_text).toBe('Hello there');
  expect(localStorage.getItem('outrider.unsaved.cmp_1')).toBeNull();
});

test('what was typed and not saved before the window was closed comes back', async () => {
  const draft = {
    key: 'stp_1',
    id: 'stp_1',
    subject: 'Hi',
    text: 'Hello from before',
    html: null,
    delay: '0',
    unit: 'days',
    ...onlyOwn(),
  };
  localStorage.setItem('outrider.unsaved.cmp_1', JSON.stringify({ revision: 7, steps: kept.steps, drafts: [draft] }));
  await open();

  expect(text().value).toBe('Hello from before');
  expect(screen.getByText('What you had typed here and not saved is back.')).toBeDefined();
  await pass(1000);
  expect(kept.steps.map((step) => step.body_text)).toEqual(['Hello from before']);
});

test('when somebody else was faster both versions are shown, and mine is saved only when I choose it', async () => {
  await open();
  kept = { ...kept, revision: 9, steps: [{ ...first, body_text: 'Theirs' }, second] };
  await user().type(text(), ' mine');
  await pass(1000);

  const versions = screen.getByRole('region', { name: 'Step 1' });
  expect(within(versions).getByText('Hello mine')).toBeDefined();
  expect(within(versions).getByText('Theirs', { selector: 'p' })).toBeDefined();
  expect(kept.steps[0]?.body_text).toBe('Theirs');

  await user().click(screen.getByRole('button', { name: 'Keep mine' }));
  await pass(1000);
  expect(kept.steps[0]?.body_text).toBe('Hello mine');
});

test('rules that somebody else set on a step are told apart too', async () => {
  await open();
  const condition = JSON.parse('{"field":"title","is":"is","value":"CEO","then":"stop"}') as Step['condition'];
  kept = { ...kept, revision: 9, steps: [{ ...first, review: true, condition }, second] };
  await user().type(text(), ' mine');
  await pass(1000);

  const versions = screen.getByRole('region', { name: 'Step 1' });
  expect(within(versions).getByText('Somebody approves each email')).toBeDefined();
  expect(within(versions).getByText('Only if title is “CEO”; everybody else gets nothing more.')).toBeDefined();
});

test('theirs can be taken instead', async () => {
  await open();
  kept = { ...kept, revision: 9, steps: [{ ...first, body_text: 'Theirs' }] };
  await user().type(text(), ' mine');
  await pass(1000);
  await user().click(screen.getByRole('button', { name: 'Take theirs' }));
  await pass(1000);

  expect(text().value).toBe('Theirs');
  expect(screen.getByText('All changes are saved')).toBeDefined();
  expect(kept.revision).toBe(9);
});

test('a change of the schedule by somebody else stops no save of the emails', async () => {
  await open();
  kept = { ...kept, revision: 9, timezone: 'UTC' };
  await user().type(text(), ' there');
  await pass(1000);

  expect(patches().map(({ revision }) => revision)).toEqual([7, 9]);
  expect(kept.steps[0]?.body_text).toBe('Hello there');
  expect(screen.queryByRole('button', { name: 'Keep mine' })).toBeNull();
});

test('a mistake stands at the text that holds it, and nothing typed is lost', async () => {
  await open();
  const message = 'Line 1, column 7: there is no variable “nam”.';
  const details = { errors: [{ field: 'steps[0].body_text', rule: 'template', value: 'nam' }] };
  refuse = () =>
    new Response(
      JSON.stringify({ error: { kind: 'invalid', code: 'validation_failed', message, field: 'body_text', details } }),
      { status: 422 },
    );
  await user().type(text(), ' nam');
  await pass(1000);

  await waitFor(() => expect(text().getAttribute('aria-invalid')).toBe('true'));
  expect(text().value).toBe('Hello nam');
  expect(screen.getByText('Not saved: see what is marked')).toBeDefined();
});

test('steps are moved by the keyboard; what has been sent stays where it is', async () => {
  sent = 3;
  kept = { ...kept, steps: [first, second, { ...second, id: 'stp_3', position: 3, body_text: 'Third' }] };
  await open();
  await screen.findByText('3 sent');
  expect(screen.queryByRole('button', { name: 'Remove step 1' })).toBeNull();

  const list = within(screen.getByRole('navigation', { name: 'Steps' }));
  list.getAllByRole('button', { name: /^Step/ })[1]?.focus();
  await user().keyboard('{Alt>}{ArrowUp}{/Alt}');
  await pass(1000);
  expect(patches()).toHaveLength(0);
  await user().keyboard('{Alt>}{ArrowDown}{/Alt}');
  await pass(1000);
  expect(kept.steps.map((step) => step.id)).toEqual(['stp_1', 'stp_3', 'stp_2']);
  expect(screen.getByText('Step 2 is now step 3.')).toBeDefined();
});

test('a running campaign shows its steps and lets none be changed', async () => {
  kept = aCampaign({ status: 'active', allowed_actions: ['pause'], steps: [first] });
  await open();

  expect(screen.getByText('Pause the campaign to edit this')).toBeDefined();
  expect(text().disabled).toBe(true);
  expect(screen.queryByRole('button', { name: 'Add a follow-up' })).toBeNull();
});

test('it says how many people lack a value, and what becomes of them', async () => {
  kept = { ...kept, steps: [{ ...first, body_text: 'Hi {{ first_name }}' }] };
  await open();
  expect(await screen.findByText('2 without, who are held for review')).toBeDefined();

  await user().clear(text());
  await user().click(text());
  await user().paste('Hi {{ first_name | default: "there" }}');
  expect(await screen.findByText('2 without, who get “there”')).toBeDefined();
});

test('a variant begins as a copy, is written in its own tab, and is saved with its share', async () => {
  await open();
  await user().click(screen.getByRole('button', { name: 'Add variant' }));
  await user().type(text(), ' too');
  await user().clear(screen.getByRole('spinbutton', { name: 'Weight' }));
  await user().type(screen.getByRole('spinbutton', { name: 'Weight' }), '25');
  await pass(1000);

  const [step] = patches().at(-1)?.steps ?? [];
  expect(step?.body_text).toBe('Hello');
  expect(step?.variants).toMatchObject([{ name: 'B', weight: 25, enabled: true, body_text: 'Hello too' }]);
  expect(screen.getByRole('button', { name: /Variant ?A 67 %/ })).toBeDefined();
  await user().click(screen.getByRole('button', { name: /Variant ?A/ }));
  expect(text().value).toBe('Hello');
});

test('a variant that was removed can be brought back', async () => {
  kept = aCampaign({ steps: [{ ...first, variants: [variantB] }], revision: 7 });
  await showPage(
    <ToastProvider>
      <CampaignSequence campaign={kept} />
    </ToastProvider>,
  );
  await user().click(screen.getByRole('button', { name: /Variant ?B/ }));
  expect(text().value).toBe('Other words');
  await user().click(screen.getByRole('button', { name: 'Remove variant B' }));
  await pass(1000);
  expect(patches().at(-1)?.steps[0]?.variants).toEqual([]);

  await user().click(screen.getByRole('button', { name: 'Undo' }));
  await pass(1000);
  expect(patches().at(-1)?.steps[0]?.variants).toMatchObject([{ body_text: 'Other words' }]);
});
