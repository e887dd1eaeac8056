import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, api, fieldErrors, messageOf, unwrap } from './api-client';
import { sessionStore } from './session-store';

const asked: Request[] = [];

function answer(status: number, body: unknown) {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

function serve(...answers: Array<Response | Error>) {
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(request);
    const next = answers.shift();
    return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new Error('nothing left'));
  });
}

const refusal = (status: number, code: string, more = {}) =>
  answer(status, { error: { kind: 'conflict', code, message: `refused: ${code}`, field: null, details: {}, ...more } });

beforeEach(() => {
  asked.length = 0;
  sessionStore.begin('token-1');
});
afterEach(() => {
  sessionStore.end();
  vi.unstubAllGlobals();
});

test('the parts of the address and the query are written safely', async () => {
  serve(answer(200, { ok: true }));

  await unwrap(api.GET('/mailboxes/{id}/receipts', { params: { path: { id: 'a/b' }, query: { limit: 5 } } }));

  expect(new URL(asked[0]?.url ?? '').pathname).toBe('/api/v1/mailboxes/a%2Fb/receipts');
  expect(new URL(asked[0]?.url ?? '').search).toBe('?limit=5');
});

test('a write carries the token and, as a POST, a key of its own', async () => {
  serve(answer(200, {}), answer(200, {}), answer(200, {}));

  await unwrap(api.POST('/campaigns/{id}/pause', { params: { path: { id: 'cmp_1' } } }));
  await unwrap(api.POST('/campaigns/{id}/pause', { params: { path: { id: 'cmp_1' } } }));
  await unwrap(api.GET('/lists'));

  const headers = asked.map(({ headers: sent }) => [sent.get('x-csrf-token'), sent.get('idempotency-key')]);
  expect(headers[0]?.[0]).toBe('token-1');
  expect(headers[0]?.[1]).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers[1]?.[1]).not.toBe(headers[0]?.[1]);
  expect(headers[2]).toEqual([null, null]);
});

test('a refusal is thrown with the words of the server', async () => {
  serve(refusal(409, 'mailbox_not_active', { details: { status: 'inactive' } }));

  const error = await unwrap(api.GET('/lists')).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 409, code: 'mailbox_not_active', details: { status: 'inactive' } });
  expect(messageOf(error)).toBe('refused: mailbox_not_active');
});

test('an answer that is no JSON, and none at all, are told in plain words', async () => {
  serve(new Response('<h1>Bad gateway</h1>', { status: 502 }), new TypeError('Failed to fetch'));

  await expect(unwrap(api.GET('/lists'))).rejects.toMatchObject({ status: 502, code: 'unreadable' });
  await expect(unwrap(api.GET('/lists'))).rejects.toMatchObject({ status: 0, code: 'unreachable' });
});

test('what was asked when the session had ended is asked again after the sign-in, with the same key', async () => {
  serve(refusal(401, 'unauthenticated'), answer(200, { id: 'cmp_1' }));

  const campaign = unwrap(api.POST('/campaigns', { body: { name: 'Spring' } }));
  await vi.waitFor(() => expect(sessionStore.hasEnded()).toBe(true));
  sessionStore.begin('token-2');

  expect(await campaign).toEqual({ id: 'cmp_1' });
  expect(asked.map(({ headers }) => headers.get('x-csrf-token'))).toEqual(['token-1', 'token-2']);
  expect(asked[1]?.headers.get('idempotency-key')).toBe(asked[0]?.headers.get('idempotency-key'));
  expect(await asked[1]?.text()).toBe('{"name":"Spring"}');
});

test('who gives up signing in again gets the refusal', async () => {
  serve(refusal(401, 'unauthenticated'));

  const campaign = unwrap(api.POST('/campaigns', { body: { name: 'Spring' } }));
  await vi.waitFor(() => expect(sessionStore.hasEnded()).toBe(true));
  sessionStore.end();

  await expect(campaign).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('a wrong password is no ended session', async () => {
  serve(refusal(401, 'wrong_password'));

  await expect(unwrap(api.POST('/session', { body: { email: 'a@b.test', password: 'x' } }))).rejects.toMatchObject({
    code: 'wrong_password',
  });
  expect(sessionStore.hasEnded()).toBe(false);
});

test('each wrong field has its text, the first one the words of the server', () => {
  const error = new ApiError(422, {
    kind: 'invalid',
    code: 'validation_failed',
    message: 'There is no variable “first_nam”.',
    field: 'body_text',
    details: {
      errors: [
        { field: 'steps[0].body_text', rule: 'template', value: null },
        { field: 'name', rule: 'required', value: null },
      ],
    },
  });

  expect(fieldErrors(error)).toEqual({
    'steps[0].body_text': 'There is no variable “first_nam”.',
    name: 'This is missing.',
  });
});

test('a conflict is about no field', () => {
  expect(fieldErrors(new ApiError(409, { kind: 'conflict', code: 'x', message: 'no' }))).toEqual({});
});
