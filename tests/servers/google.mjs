// Google's side: the npm package `emulate`, seeded with our client, a few people, and a trap.
//
// The emulator takes any unknown or revoked bearer for its first user; the trap is that user, so that a program that goes on
// with a dead token finds itself with the wrong address.
import { createEmulator } from 'emulate';

export const GOOGLE_CLIENT_ID = 'outrider-google';
export const GOOGLE_CLIENT_SECRET = 'outrider-google-secret';
const TRAP = 'unknown-token@trap.invalid';

export async function startGoogle({ port, redirectUris, people = ['grace@gmail.test', 'hugo@gmail.test'] }) {
  const emulator = await createEmulator({
    service: 'google',
    port,
    seed: {
      google: {
        users: [TRAP, ...people].map((email) => ({ email, name: email.split('@')[0] })),
        oauth_clients: [{ client_id: GOOGLE_CLIENT_ID, client_secret: GOOGLE_CLIENT_SECRET, name: 'Outrider', redirect_uris: redirectUris }],
      },
    },
  });
  const url = `http://localhost:${port}`;
  return {
    port,
    url,
    emulator,
    environment: {
      OUTRIDER_GOOGLE_CLIENT_ID: GOOGLE_CLIENT_ID, OUTRIDER_GOOGLE_CLIENT_SECRET: GOOGLE_CLIENT_SECRET,
      OUTRIDER_GOOGLE_AUTH_URL: `${url}/o/oauth2/v2/auth`, OUTRIDER_GOOGLE_TOKEN_URL: `${url}/oauth2/token`,
      OUTRIDER_GOOGLE_REVOKE_URL: `${url}/oauth2/revoke`, OUTRIDER_GOOGLE_USERINFO_URL: `${url}/oauth2/v2/userinfo`,
      OUTRIDER_GOOGLE_API_URL: url,
    },
    close: () => emulator.close(),
  };
}

/** Picks a person on the emulator's consent page; returns the callback's address with its code. */
export async function signInAtGoogle(authorizationUrl, email) {
  const asked = new URL(authorizationUrl);
  const fields = new URLSearchParams({ email });
  for (const name of ['redirect_uri', 'scope', 'state', 'nonce', 'client_id', 'code_challenge', 'code_challenge_method'])
    fields.set(name, asked.searchParams.get(name) ?? '');
  const response = await fetch(`${asked.origin}/o/oauth2/v2/auth/callback`, { method: 'POST', body: fields, redirect: 'manual' });
  const location = response.headers.get('location');
  if (!location) throw new Error(`the emulator answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
  return location;
}
