export { toJsonDigest } from './display/json-digest.ts';
export type { EngineCommand } from './engine/run-command.ts';
export { createPulumiCommand } from './pulumi-command.ts';
export { type LocalPulumiOptions, type LocalPulumiResult, runLocalPulumi } from './run-local-pulumi.ts';
