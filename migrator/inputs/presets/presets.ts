import type { PresetName, SourcePreset } from './preset.ts';

/** How the files of known systems are read. */
export const PRESETS = {} as Readonly<Record<PresetName, SourcePreset>>;
