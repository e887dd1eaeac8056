// A real `outrider serve` for a test: own data directory, own port, set up with an owner and a key.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Api } from './api.mjs';
import { breaches } from './contract.mjs';
import { freePort } from './net.mjs';
import { waitFor } from './wait.mjs';

export const PROGRAM = process.env.OUTRIDER_PROGRAM ?? path.resolve(import.meta.dirname, '../../build/outrider');
export const OWNER = { email: 'owner@acme.test', password: 'correct horse battery staple' };

export class Outrider {
  /**
   * Makes a data directory, sets up the owner and a key, and serves. `env` is added to the environment; `port` is chosen
   * unless given (OAuth callbacks need to know it beforehand); `record` keeps the text of every answer.
   */
  static async start({ env = {}, port = null, dataDir = null, settings = true, record = false } = {}) {
    const outrider = new Outrider();
    outrider.port = port ?? await freePort();
    outrider.url = `http://127.0.0.1:${outrider.port}`;
    outrider.dataDir = dataDir ?? mkdtempSync(path.join(tmpdir(), 'otr-data-'));
    outrider.env = { OUTRIDER_ALLOW_PRIVATE_HOSTS: '1', ...env };
    outrider.logText = '';
    outrider.answers = record ? [] : null;
    outrider.breaches = new Set();
    outrider.cli(['setup', '--email', OWNER.email, '--password-stdin', '--workspace', 'Acme'], { input: `${OWNER.password}\n` });
    outrider.key = /ork_\S+/.exec(outrider.cli(['key', 'create', '--name', 'tests']))[0];
    outrider.api = outrider.client();
    try {
      await outrider.prepare(settings);
    } catch (error) {
      outrider.process?.kill('SIGKILL'); // nobody else would: the caller never gets it
      throw error;
    }
    return outrider;
  }

  /** One on a data directory that was set up before, with the key made then; it does not serve yet. */
  static async on(dataDir, { key, env = {} }) {
    const outrider = new Outrider();
    const port = await freePort();
    Object.assign(outrider, { port, url: `http://127.0.0.1:${port}`, dataDir, env: { OUTRIDER_ALLOW_PRIVATE_HOSTS: '1', ...env }, logText: '', answers: null, breaches: new Set(), key });
    outrider.api = outrider.client();
    return outrider;
  }

  async prepare(settings) {
    await this.serve();
    if (settings) await this.api.patch('/settings', { organization: 'Acme Ltd', postal_address: '1 High Street, London', timezone: 'UTC' });
  }

  environment() {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('OUTRIDER_')));
    return { ...inherited, OUTRIDER_DATA: this.dataDir, OUTRIDER_LISTEN: `127.0.0.1:${this.port}`, ...this.env };
  }

  /** Runs a command of the program and returns what it printed; a failure throws with its standard error. */
  cli(args, { input = '', env = {} } = {}) {
    try {
      return execFileSync(PROGRAM, args, { input, env: { ...this.environment(), ...env }, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], timeout: 60_000 });
    } catch (error) {
      throw Object.assign(new Error(`outrider ${args.join(' ')}: status ${error.status}: ${error.stderr}`), { status: error.status, stderr: error.stderr, stdout: error.stdout });
    }
  }

  /** The same without blocking this process, which the servers of the test may live in. → { status, stdout, stderr } */
  command(args, { input = '', env = {} } = {}) {
    return new Promise((resolve) => {
      const child = execFile(PROGRAM, args, { env: { ...this.environment(), ...env }, timeout: 60_000 }, (error, stdout, stderr) => {
        resolve({ status: error ? error.code : 0, stdout, stderr });
      });
      child.stdin.on('error', () => {}); // a command that reads nothing may be gone already
      child.stdin.end(input);
    });
  }

  /** Starts the server and waits until it is ready. */
  async serve() {
    // setpriv becomes the program, which is killed with us, whatever ends us. A Ctrl-C in the terminal is ours alone.
    this.process = spawn('setpriv', ['--pdeathsig', 'KILL', PROGRAM, 'serve'], { env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const take = (chunk) => { this.logText += chunk; };
    this.process.stdout.on('data', take);
    this.process.stderr.on('data', take);
    this.ended = new Promise((resolve) => this.process.on('exit', (code, signal) => resolve({ code, signal })));
    const { process: mine } = this;
    const isGone = () => mine.exitCode !== null || mine.signalCode !== null;
    await waitFor('the server to be ready', async () => {
      if (isGone()) return true;
      return (await this.api.request('GET', '/readyz', undefined, { outside: true })).status === 200;
    }, 20_000, 10);
    if (isGone()) throw new Error(`outrider serve ended: ${this.logText.slice(-1500)}`);
  }

  /** kill -9, and nothing more: `serve()` starts it again on the same data. */
  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  /** A clean stop; resolves to { code, signal }. */
  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGTERM');
    return this.ended;
  }

  async restart() {
    await this.stop();
    await this.serve();
  }

  /** A client with the owner's key (or `key`); every answer is remembered for the search for secrets. */
  client({ key = this.key } = {}) {
    return new Api(this.url, { key, observe: (method, where, answer) => this.observe(method, where, answer) });
  }

  observe(method, where, answer) {
    this.answers?.push(`${method} ${where} ${answer.text}`);
    if (!where.startsWith('/readyz') && !where.startsWith('/healthz')) for (const breach of breaches(method, where, answer)) this.breaches.add(breach);
  }

  /** A client signed in by cookie. */
  async session({ email, password } = OWNER) {
    const api = this.client({ key: null });
    const answer = await api.signIn(email, password);
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
    return api;
  }

  /** The log's JSON lines, as objects; other lines as { text }. */
  logs() {
    return this.logText.split('\n').filter(Boolean).map((line) => {
      try {
        return JSON.parse(line);
      } catch {
        return { text: line };
      }
    });
  }

  /** Ends the server and removes its data; a crash, a sanitizer's report or an answer off the contract fails. */
  async close() {
    const ended = await this.stop();
    this.api.close();
    rmSync(this.dataDir, { recursive: true, force: true });
    if (ended.signal && ended.signal !== 'SIGKILL') throw new Error(`outrider ended by ${ended.signal}: ${this.logText.slice(-3000)}`);
    if (/(ERROR|WARNING): (Address|Leak|Thread)Sanitizer|runtime error:/.test(this.logText)) throw new Error(`a sanitizer complained: ${this.logText.slice(-6000)}`);
    if (this.breaches.size) throw new Error(`answers off the contract:\n${[...this.breaches].join('\n')}`);
  }
}
