/*
 * upload: sends a file and tells how far it is, which fetch cannot.
 */
import { ApiError, toApiError } from './api-client';
import { sessionStore } from './session-store';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Resolves to the answer's body. `onProgress` gets the bytes sent so far; the signal gives up. */
export function uploadFile(
  path: string,
  file: File,
  contentType: string,
  onProgress: (sent: number) => void,
  signal?: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1${path}`);
    request.setRequestHeader('Content-Type', contentType);
    request.setRequestHeader('X-CSRF-Token', sessionStore.csrfToken() ?? '');
    request.setRequestHeader('Idempotency-Key', crypto.randomUUID());
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(toApiError(request.status, body));
    };
    request.onerror = () =>
      reject(
        new ApiError(0, {
          kind: 'unreachable',
          code: 'unreachable',
          message: 'The upload broke off. Check your connection, then choose the file again.',
        }),
      );
    request.onabort = () => reject(new DOMException('The upload was given up.', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
