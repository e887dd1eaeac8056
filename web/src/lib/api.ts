// Talks to the server: JSON in and out, the CSRF token on writes, refusals as ApiError.
import type { components } from './api-types';

export type Schemas = components['schemas'];

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

let csrfToken = '';
const signedOutListeners = new Set<() => void>();

export function setCsrfToken(token: string) {
  csrfToken = token;
}

export function onSignedOut(listener: () => void) {
  signedOutListeners.add(listener);
  return () => {
    signedOutListeners.delete(listener);
  };
}

type Query = Record<string, string | number | null | undefined>;

function url(path: string, query?: Query) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return `/api/v1${path}${search.size ? `?${search}` : ''}`;
}

async function problem(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as Schemas['Problem'];
    return new ApiError(response.status, error.code, error.message, error.field, error.details ?? {});
  } catch {
    return new ApiError(response.status, 'unreadable', `The server answered ${response.status}. Try again in a moment.`);
  }
}

async function request<T>(method: string, path: string, init: { query?: Query; body?: unknown; raw?: Blob }): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken;
  if (method === 'POST') headers['Idempotency-Key'] = crypto.randomUUID();
  if (init.raw) headers['Content-Type'] = 'text/csv';
  else if (method !== 'GET' && method !== 'DELETE') headers['Content-Type'] = 'application/json';
  if (method === 'DELETE' && init.body !== undefined) headers['Content-Type'] = 'application/json';
  const body = init.raw ?? (headers['Content-Type'] ? JSON.stringify(init.body ?? {}) : undefined);
  let response: Response;
  try {
    response = await fetch(url(path, init.query), { method, headers, body });
  } catch {
    throw new ApiError(0, 'offline', 'The server cannot be reached. Check your connection, then try again.');
  }
  if (!response.ok) {
    const refused = await problem(response);
    if (response.status === 401 && path !== '/session' && path !== '/me') for (const tell of signedOutListeners) tell();
    throw refused;
  }
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const api = {
  get: <T>(path: string, query?: Query) => request<T>('GET', path, { query }),
  post: <T>(path: string, body?: unknown, query?: Query) => request<T>('POST', path, { body, query }),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, { body }),
  delete: <T>(path: string, query?: Query, body?: unknown) => request<T>('DELETE', path, { query, body }),
  upload: <T>(path: string, file: Blob, query?: Query) => request<T>('POST', path, { raw: file, query }),
};

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, 'unexpected', 'Something went wrong. Try again.');
}
