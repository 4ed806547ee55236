import type { AnyNode } from 'acorn';
import type { ScriptFindingCode } from './script-finding.ts';

/** Something that one check found in a script. */
export interface Problem {
    readonly code: ScriptFindingCode;
    readonly node: AnyNode;
    readonly message: string;
}
