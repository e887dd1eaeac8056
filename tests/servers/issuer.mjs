// A real OAuth 2.0 / OpenID Connect authority on loopback (npm: oidc-provider), with switches for its bad days.
//
// PKCE is compulsory, refresh tokens rotate (or not), reuse of an old one revokes the grant, revocation and introspection
// are real. The account id is the mailbox's address, so that `sub` is what Dovecot needs as a login name.
// Modes: 'ok'; '429', '500', '503' (every answer of the token and userinfo endpoints); 'slow' (5 s late); stop() closes the port.
import http from 'node:http';
import { Provider } from 'oidc-provider';

export const CLIENT_ID = 'outrider';
export const CLIENT_SECRET = 'outrider-issuer-secret';
const FAILING = ['/token', '/me', '/token/revocation'];
const FAILURES = { 429: 'too many requests', 500: 'oops', 503: 'down' };

export class Issuer {
  static async start({ port, redirectUris, accessTokenSeconds = 3600, rotate = true }) {
    const issuer = new Issuer();
    issuer.port = port;
    issuer.url = `http://127.0.0.1:${port}`;
    issuer.mode = 'ok';
    issuer.grants = new Map(); // account → set of grant ids
    issuer.refreshes = 0;
    issuer.provider = issuer.makeProvider({ redirectUris, accessTokenSeconds, rotate });
    await issuer.listen();
    return issuer;
  }

  makeProvider({ redirectUris, accessTokenSeconds, rotate }) {
    const provider = quietly(() => new Provider(this.url, {
      clients: [
        { client_id: CLIENT_ID, client_secret: CLIENT_SECRET, grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'], redirect_uris: redirectUris, token_endpoint_auth_method: 'client_secret_post' },
        { client_id: 'dovecot', client_secret: 'dovecot-secret', grant_types: [], response_types: [], redirect_uris: [],
          token_endpoint_auth_method: 'client_secret_basic' },
      ],
      pkce: { required: () => true },
      scopes: ['openid', 'email', 'profile', 'offline_access', 'mail'],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      findAccount: async (_context, id) => ({
        accountId: id, claims: async () => ({ sub: id, email: id, email_verified: true, name: id.split('@')[0] }),
      }),
      features: {
        devInteractions: { enabled: true },
        introspection: { enabled: true, allowedPolicy: async () => true },
        revocation: { enabled: true, allowedPolicy: async (_context, client, token) => client.clientId === token.clientId },
      },
      rotateRefreshToken: rotate,
      issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
      ttl: { AccessToken: accessTokenSeconds, AuthorizationCode: 60, IdToken: 3600, RefreshToken: 7 * 86400,
        Session: 3600, Grant: 30 * 86400, Interaction: 600 },
      cookies: { keys: ['loopback-only'] },
    }));
    const remember = (token) => {
      if (!this.grants.has(token.accountId)) this.grants.set(token.accountId, new Set());
      this.grants.get(token.accountId).add(token.grantId);
    };
    provider.on('refresh_token.saved', remember);
    provider.on('access_token.saved', remember);
    return provider;
  }

  async listen() {
    const answer = this.provider.callback();
    this.server = http.createServer((request, response) => {
      const { pathname } = new URL(request.url, this.url);
      if (pathname.startsWith('/admin/')) return this.administer(pathname, request, response);
      if (pathname === '/token') this.refreshes++;
      if (FAILURES[this.mode] && FAILING.includes(pathname)) return response.writeHead(Number(this.mode), { 'retry-after': '5' }).end(FAILURES[this.mode]);
      if (this.mode === 'slow' && FAILING.includes(pathname)) return setTimeout(() => answer(request, response), 5000);
      return answer(request, response);
    });
    await new Promise((resolve, reject) => this.server.on('error', reject).listen(this.port, '127.0.0.1', resolve));
  }

  /** POST /admin/revoke/ADDRESS, /admin/mode/MODE: the same switches for those in another process. */
  async administer(pathname, request, response) {
    const [, , verb, value = ''] = pathname.split('/');
    if (request.method !== 'POST' || !['revoke', 'mode'].includes(verb)) return response.writeHead(404).end();
    if (verb === 'revoke') await this.revokeGrants(decodeURIComponent(value));
    if (verb === 'mode') this.mode = value;
    return response.writeHead(204).end();
  }

  /** As if the person had removed the app from their account: all tokens of the account die. */
  async revokeGrants(account) {
    for (const grantId of this.grants.get(account) ?? []) {
      for (const kind of ['AccessToken', 'RefreshToken', 'AuthorizationCode']) await this.provider[kind].revokeByGrantId(grantId);
      await (await this.provider.Grant.find(grantId))?.destroy();
    }
    this.grants.delete(account);
  }

  /** Whether the account has a grant that still lives. */
  async hasGrant(account) {
    for (const grantId of this.grants.get(account) ?? []) if (await this.provider.Grant.find(grantId)) return true;
    return false;
  }

  /**
   * Ends listening, as a machine that is gone; `listen()` brings it back with its state. Answers under way are finished: a
   * refresh whose answer is lost has used its token up, and the next one with it ends the whole grant, rightly.
   */
  async stop() {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    const rest = setTimeout(() => this.server.closeAllConnections(), 1000);
    await closed;
    clearTimeout(rest);
  }

  /** The environment that points Outrider here. */
  environment({ smtpUrl, imapUrl }) {
    return {
      OUTRIDER_OAUTH_CLIENT_ID: CLIENT_ID, OUTRIDER_OAUTH_CLIENT_SECRET: CLIENT_SECRET, OUTRIDER_OAUTH_NAME: 'Loop',
      OUTRIDER_OAUTH_AUTH_URL: `${this.url}/auth`, OUTRIDER_OAUTH_TOKEN_URL: `${this.url}/token`,
      OUTRIDER_OAUTH_REVOKE_URL: `${this.url}/token/revocation`, OUTRIDER_OAUTH_USERINFO_URL: `${this.url}/me`,
      OUTRIDER_OAUTH_SMTP_URL: smtpUrl, OUTRIDER_OAUTH_IMAP_URL: imapUrl,
    };
  }
}

// The library writes warnings about its in-memory keys to the console; they are meant for production.
function quietly(make) {
  const { warn, info } = console;
  console.warn = () => {};
  console.info = () => {};
  try {
    return make();
  } finally {
    Object.assign(console, { warn, info });
  }
}

/**
 * Walks the sign-in pages as a person would and returns the address of the callback with its code (or error).
 * `deny` cancels at the first page.
 */
export async function signInAtIssuer(authorizationUrl, account, { deny = false } = {}) {
  const jar = new Map();
  const visit = async (url, init = {}) => {
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; '), ...init.headers } });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { location: response.headers.get('location'), body: await response.text(), status: response.status };
  };
  const { origin } = new URL(authorizationUrl);
  let url = authorizationUrl;
  for (let hops = 0; hops < 12; hops++) {
    let { location, body, status } = await visit(url);
    if (location === null && /\/interaction\//.test(url)) {
      const prompt = /name="prompt" value="(\w+)"/.exec(body)?.[1];
      if (deny) ({ location } = await visit(`${url}/abort`));
      else ({ location } = await visit(url, { method: 'POST', body: new URLSearchParams({ prompt, login: account, password: 'x' }) }));
    }
    if (!location) throw new Error(`the issuer answered ${status} at ${url}: ${body.slice(0, 200)}`);
    url = new URL(location, origin).href;
    if (new URL(url).origin !== origin) return url;
  }
  throw new Error('too many redirects at the issuer');
}
