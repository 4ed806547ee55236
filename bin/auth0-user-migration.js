#!/usr/bin/env node
// Plain JavaScript that old Nodes can read: it finds the Node and the command, and has no idea of its own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
    // Inside the repository the sources run as they are; the published package has compiled ones.
    const source = new URL('../cli/main.ts', import.meta.url);
    await import(existsSync(source) ? source.href : new URL('../cli/main.js', import.meta.url).href);
} else {
    // The repository brings a Node of its own; the published package does not.
    const ownNode = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
    if (existsSync(ownNode)) {
        const child = spawn(ownNode, process.argv.slice(1), { stdio: 'inherit' });
        for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
        child.on('exit', (code) => process.exit(code ?? 1));
    } else {
        console.error(`auth0-user-migration needs Node 22.18 or later, and this is ${process.versions.node}.`);
        process.exitCode = 1;
    }
}
