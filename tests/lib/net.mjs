// Ports, certificates and waiting: what every test server needs.
import { execFileSync } from 'node:child_process';
import { mkdirSync, existsSync, chmodSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

// Below the kernel's own range, so that no outgoing connection takes the port between the choice and its use.
const LOWEST = 12_000;
const HIGHEST = 32_000;

function tryPort(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.on('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** `count` different ports that nobody listens on now. */
export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (!ports.has(port) && await tryPort(port)) ports.add(port);
  }
  return [...ports];
}

export async function freePort() {
  return (await freePorts(1))[0];
}

/** Resolves once something accepts connections on the port. */
export async function waitForPort(port, deadlineMs = 10_000) {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.on('connect', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    if (Date.now() > end) throw new Error(`nothing listens on port ${port} after ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A self-signed certificate for localhost and 127.0.0.1, which is its own CA. Kept in `dir`. */
export function makeCertificate(dir) {
  const key = path.join(dir, 'key.pem');
  const cert = path.join(dir, 'cert.pem');
  if (!existsSync(cert)) {
    mkdirSync(dir, { recursive: true });
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30',
      '-keyout', key, '-out', cert, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { stdio: 'ignore' });
    chmodSync(key, 0o644); // a key of nothing but this run, read by servers under other users
  }
  return { key, cert };
}
