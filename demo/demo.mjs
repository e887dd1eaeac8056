// `./dev demo`: Outrider among mail servers of its own, sending while you look. Nothing leaves this machine.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { freePort, freePorts } from '../tests/lib/net.mjs';
import { Outrider, OWNER } from '../tests/lib/outrider.mjs';
import { askControl, serveControl } from './control.mjs';
import { ADA, seed, STRANGER } from './seed.mjs';
import { tour, USAGE } from './texts.mjs';
import { World } from './world.mjs';

const DIR = path.resolve(import.meta.dirname, '../data/demo');
const IMPATIENT_MS = 1000; // two signals within it are one: a terminal's, passed on by whatever started us

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: {
      port: { type: 'string' }, dir: { type: 'string', default: DIR }, help: { type: 'boolean', short: 'h', default: false },
    } });
  } catch (error) {
    console.error(`demo: ${error.message}\n\n${USAGE}`);
    return process.exit(2);
  }
}

// The folder is emptied at each start, so it must be one of ours, or new.
async function emptyFolder(dir) {
  const mark = path.join(dir, 'demo.json');
  if (existsSync(mark)) {
    const { url, control } = JSON.parse(readFileSync(mark, 'utf8'));
    const isRunning = await fetch(`http://127.0.0.1:${control}/`).then((answer) => answer.ok, () => false);
    if (isRunning) throw new Error(`a demo is running already: ${url}. End it with Ctrl-C where it was started.`);
  } else if (existsSync(dir) && path.resolve(dir) !== DIR) {
    throw new Error(`${dir} exists and is not a demo's folder; name another with --dir`);
  }
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(path.join(dir, 'outrider'), { recursive: true, mode: 0o700 });
}

async function choosePort(wanted) {
  if (wanted !== undefined) return Number(wanted) || freePort();
  const isTaken = await fetch('http://127.0.0.1:8080/').then(() => true, (error) => error.cause?.code !== 'ECONNREFUSED');
  return isTaken ? freePort() : 8080;
}

class Demo {
  get api() { return this.outrider?.api; }

  async start({ port: wanted, dir }) {
    await emptyFolder(dir);
    this.dir = dir;
    const port = await choosePort(wanted);
    const [controlPort] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    this.world = new World();
    this.control = await serveControl({ port: controlPort, demo: this });
    writeFileSync(path.join(dir, 'demo.json'), `${JSON.stringify({ url, control: controlPort, pid: process.pid })}\n`, { mode: 0o600 });
    say('starting mail servers');
    await this.world.start({ redirectUri: `${url}/oauth/callback`, googlePeople: [ADA, STRANGER] });
    if (!this.world.dovecot) say('Dovecot is missing: mailboxes of acme.test send, but nobody reads them');
    this.outrider = await Outrider.start({
      port, dataDir: path.join(dir, 'outrider'), settings: false, env: { ...this.world.environment(), OUTRIDER_SYNC_INTERVAL: '2' },
    });
    this.outrider.ended.then(({ code, signal }) => {
      if (!this.isEnding) this.fail(new Error(`Outrider ended (${signal ?? code}):\n${this.outrider.logText.slice(-2000)}`));
    });
    await seed({ session: await this.outrider.session(), url, world: this.world, say });
    console.log(tour({ url, ...OWNER }));
  }

  async fail(error) {
    if (this.isEnding) return;
    console.error(`demo: ${error.message}`);
    await this.end(1);
  }

  // A later Ctrl-C waits for nothing; whatever was started is bound to this process and ends with it.
  async end(status) {
    if (this.isEnding) return Date.now() - this.endingSince > IMPATIENT_MS && process.exit(1);
    this.isEnding = true;
    this.endingSince = Date.now();
    say('ending');
    this.control?.closeAllConnections();
    this.control?.close();
    await this.outrider?.close().catch((error) => console.error(`demo: ${error.message}`));
    await this.world?.close();
    if (this.dir) rmSync(this.dir, { recursive: true, force: true });
    return process.exit(status);
  }
}

function say(what) {
  console.log(`demo: ${what}`);
}

async function run(values) {
  const demo = new Demo();
  process.on('SIGINT', () => demo.end(0)).on('SIGTERM', () => demo.end(0));
  await demo.start(values).catch((error) => demo.fail(error));
}

async function ask(dir, command, argument) {
  try {
    console.log(await askControl(dir, command, argument));
  } catch (error) {
    console.error(`demo: ${error.message}`);
    process.exitCode = 1;
  }
}

const { values, positionals: [command, argument] } = readArguments();
if (values.help || command === 'help') console.log(USAGE);
else if (command === undefined) await run(values);
else if (command === 'log' || command === 'reply') await ask(values.dir, command, argument);
else {
  console.error(`demo: there is no “${command}”\n\n${USAGE}`);
  process.exitCode = 2;
}
