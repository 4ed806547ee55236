import { findPathProblems } from './callback-paths.ts';
import { TangledScript } from './data-flow.ts';
import { findErrorProblems } from './error-checks.ts';
import { idsDiffer } from './id-checks.ts';
import type { DatabaseScriptName } from './import-scripts.ts';
import { findInjectionProblems } from './injection-checks.ts';
import { findLogProblems } from './log-checks.ts';
import { type ParsedScript, parseScript } from './parse-script.ts';
import { findPasswordProblems } from './password-use.ts';
import { findProfileProblems } from './profile-checks.ts';
import { findRisks } from './risk-checks.ts';
import { findSandboxProblems } from './sandbox-checks.ts';
import { SCRIPT_FINDINGS, type ScriptFinding, type ScriptFindingCode } from './script-finding.ts';
import { findSecretProblems } from './secret-checks.ts';
import { findUnknownUserProblems } from './unknown-user-checks.ts';

/** @see https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/anatomy (read 2026-11-26) */
const MAX_SOURCE_BYTES = 100 * 1024;

const TANGLED =
    "The script's functions call each other in too many ways to trace every value, so the checks that depend on those values were skipped. " +
    'Simplify the calls, or review the script yourself.';

const FINDERS = [
    findProfileProblems,
    findUnknownUserProblems,
    findSecretProblems,
    findLogProblems,
    findSandboxProblems,
    findInjectionProblems,
    findErrorProblems,
    findPasswordProblems,
    findRisks,
];

/** The scripts of a connection as text, by Auth0's names. */
export type DatabaseScriptTexts = Readonly<Partial<Record<DatabaseScriptName, string>>>;

/**
 * Reads scripts without running them, and finds what is known to go wrong in Auth0's sandbox, by name, line and code.
 *
 * What it does not find may be wrong all the same: a script is a program.
 *
 * @param hasContext - whether their connection has script context; undefined where that is not known
 */
export function checkScripts(scripts: DatabaseScriptTexts, hasContext?: boolean): ScriptFinding[] {
    const findings: ScriptFinding[] = [];
    const parsed = new Map<DatabaseScriptName, ParsedScript>();
    for (const [name, source] of Object.entries(scripts) as [DatabaseScriptName, string][]) {
        const add = (code: ScriptFindingCode, message: string, line?: number): void => {
            const where = line === undefined ? {} : { line };
            const isKnown = findings.some(
                (other) => other.script === name && other.code === code && other.line === line,
            );
            if (!isKnown) findings.push({ script: name, code, level: SCRIPT_FINDINGS[code], ...where, message });
        };
        const bytes = Buffer.byteLength(source);
        if (bytes > MAX_SOURCE_BYTES) {
            add(
                'SCRIPT_TOO_LONG',
                `The script has ${bytes} bytes, and Auth0 takes ${MAX_SOURCE_BYTES}. Require packages instead of bundling them.`,
            );
        }
        const script = parseScript(name, source, hasContext);
        if ('code' in script) {
            add(script.code, script.message, script.line);
            continue;
        }
        parsed.set(name, script);
        whereFollowed(() => {
            for (const { code, message, line } of findPathProblems(script)) add(code, message, line);
        });
        for (const find of FINDERS) {
            whereFollowed(() => {
                for (const { code, node, message } of find(script)) add(code, message, script.lineOf(node));
            });
        }
    }
    whereFollowed(() => {
        findings.push(...acrossScripts(parsed.get('login'), parsed.get('get_user')));
    });
    const tangled = [...parsed.values()].filter(({ flow }) => flow.isTangled);
    const { SCRIPT_TANGLED: level } = SCRIPT_FINDINGS;
    return [
        ...findings,
        ...tangled.map(({ name: script }) => ({ script, code: 'SCRIPT_TANGLED', level, message: TANGLED }) as const),
    ];
}

// A check that cannot trace its values finds nothing: a wrong finding would stop a preview.
function whereFollowed(look: () => void): void {
    try {
        look();
    } catch (error) {
        if (!(error instanceof TangledScript)) throw error;
    }
}

function acrossScripts(login: ParsedScript | undefined, getUser: ParsedScript | undefined): ScriptFinding[] {
    if (login === undefined || getUser === undefined) return [];
    const other = idsDiffer(login, getUser);
    if (other === undefined) return [];
    return [
        {
            script: 'get_user',
            code: 'SCRIPT_ID_UNSTABLE',
            level: SCRIPT_FINDINGS.SCRIPT_ID_UNSTABLE,
            line: getUser.lineOf(other),
            message:
                'Get User takes the ID from another place than Login, so one person is two users to Auth0. Take the same in both.',
        },
    ];
}
