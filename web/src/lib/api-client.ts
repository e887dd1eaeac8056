/*
 * api-client: the only way to the server. Writes carry the session's token and, for a POST, a key that makes a repeated one
 * harmless. Every refusal becomes an ApiError, whose message the server wrote for people.
 */
import type { Client } from 'openapi-fetch';
import type { paths } from './api-types';
import type { ErrorBody } from './schema';
import { sessionStore } from './session-store';

export class ApiError extends Error {
  readonly status: number; // 0: no answer
  readonly kind: string;
  readonly code: string;
  readonly field: string | null;
  readonly details: ErrorBody['details'];

  constructor(
    status: number,
    body: Pick<ErrorBody, 'code' | 'message'> & Partial<Omit<ErrorBody, 'kind'>> & { kind: string },
  ) {
    super(body.message);
    this.status = status;
    this.kind = body.kind;
    this.code = body.code;
    this.field = body.field ?? null;
    this.details = body.details ?? {};
  }
}

const UNREACHABLE = 'Outrider does not answer. Check that it is running and that you are online, then try again.';
const UNREADABLE = 'Outrider answered with something unexpected. Try again; if it stays, look into its log.';

/** What to tell about anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : UNREADABLE;
}

export function isRefusal(error: unknown, code: string): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

const ruleTexts: Record<string, string> = {
  required: 'This is missing.',
  min_items: 'Choose at least one.',
  max_length: 'This is too long.',
  min_length: 'This is too short.',
  range: 'This number is out of its range.',
};

/** What is wrong with a refused form, by field. The server's message is about the first one. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError) || error.kind !== 'invalid') return {};
  const told = error.details?.errors ?? (error.field ? [{ field: error.field, rule: null }] : []);
  const found: Record<string, string> = {};
  for (const [at, { field, rule }] of told.entries()) {
    if (field) found[field] ??= at === 0 ? error.message : (ruleTexts[rule ?? ''] ?? 'This is not accepted.');
  }
  return found;
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    throw new ApiError(0, { kind: 'unreachable', code: 'unreachable', message: UNREACHABLE });
  }
}

function withToken(request: Request): Request {
  const token = sessionStore.csrfToken();
  if (token && request.method !== 'GET') request.headers.set('X-CSRF-Token', token);
  return request;
}

/** Sends, and once more after a sign-in when the session has ended. */
export async function fetchSignedIn(request: Request): Promise<Response> {
  if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
    request.headers.set('Idempotency-Key', crypto.randomUUID());
  }
  const again = request.clone();
  const response = await send(withToken(request));
  const isSignIn = new URL(request.url).pathname.endsWith('/session');
  if (response.status !== 401 || isSignIn || !(await sessionStore.waitForSignIn())) return response;
  return send(withToken(again));
}

type Asked = {
  params?: { path?: Record<string, string>; query?: Record<string, string | number | boolean | null | undefined> };
  body?: unknown;
};

function urlOf(pattern: string, { path, query }: NonNullable<Asked['params']>): string {
  const url = new URL(
    `/api/v1${pattern}`.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path?.[name] ?? '')),
    location.origin,
  );
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  }
  return url.href;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function ask(method: string) {
  return async (pattern: string, { params = {}, body }: Asked = {}) => {
    const request = new Request(urlOf(pattern, params), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const response = await fetchSignedIn(request);
    const answer = await bodyOf(response);
    return response.ok ? { data: answer, response } : { error: answer, response };
  };
}

/** Calls of the contract, with its types: what openapi-fetch does for us, without the rest of it in the page. */
export const api = {
  GET: ask('GET'),
  POST: ask('POST'),
  PATCH: ask('PATCH'),
  DELETE: ask('DELETE'),
} as unknown as Pick<Client<paths>, 'GET' | 'POST' | 'PATCH' | 'DELETE'>;

type Answer<T> = { data?: T; error?: unknown; response: Response };

function isErrorBody(value: unknown): value is { error: ErrorBody } {
  return typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'object';
}

export function toApiError(status: number, body: unknown): ApiError {
  if (isErrorBody(body)) return new ApiError(status, body.error);
  return new ApiError(status, { kind: 'internal', code: 'unreadable', message: UNREADABLE });
}

/** The body of an answer; anything but a success is thrown. */
export async function unwrap<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok || data === undefined) throw toApiError(response.status, error);
  return data;
}
