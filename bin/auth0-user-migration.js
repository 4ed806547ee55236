#!/usr/bin/env node
// Inside the repository the sources run as they are; the published package has compiled ones.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
    console.error(`auth0-user-migration needs Node 22.18 or later, and this is ${process.versions.node}.`);
    process.exit(1);
}
const source = new URL('../cli/main.ts', import.meta.url);
await import(existsSync(source) ? source.href : new URL('../cli/main.js', import.meta.url).href);
