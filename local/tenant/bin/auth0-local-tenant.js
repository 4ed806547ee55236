#!/usr/bin/env node
// Plain JavaScript that old Nodes can read.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
    // Inside the repository the sources run as they are; the published package has compiled ones.
    const source = new URL('../cli/main.ts', import.meta.url);
    await import(existsSync(source) ? source.href : new URL('../cli/main.js', import.meta.url).href);
} else {
    console.error(`auth0-local-tenant needs Node 22.18 or later, and this is ${process.versions.node}.`);
    process.exitCode = 1;
}
