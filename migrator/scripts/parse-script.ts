import { type AnyNode, getLineInfo, type Node, parse } from 'acorn';
import { DataFlow } from './data-flow.ts';
import type { DatabaseScriptName } from './import-scripts.ts';
import type { FunctionNode } from './node-parts.ts';

/** The sandbox runs Node 18 and 22: what the older of them knows is safe. */
const ECMA_VERSION = 2022;

/** What every script is called with before its callback; with script context there is one argument more. */
const PARAMETERS: Readonly<Record<DatabaseScriptName, readonly string[]>> = {
    login: ['identifier', 'password'],
    get_user: ['identifier'],
    create: ['user'],
    verify: ['email'],
    change_password: ['email', 'newPassword'],
    delete: ['id'],
    change_email: ['email', 'newEmail', 'verified'],
    change_username: ['username', 'newUsername'],
    change_phone_number: ['number', 'newNumber', 'verified'],
};

/** A script that could be read. */
export interface ParsedScript {
    readonly name: DatabaseScriptName;
    readonly program: AnyNode;
    /** The function that the sandbox calls. */
    readonly main: FunctionNode;
    /** Names of its parameters, the callback's last; patterns are `''`. */
    readonly parameters: readonly string[];
    /** Name of the callback. */
    readonly callback: string;
    /** Name of the parameter that holds a password, or an object with one. */
    readonly password: string | undefined;
    /** Position of that parameter; `-1` for none. */
    readonly passwordIndex: number;
    /** Where its values come from. */
    readonly flow: DataFlow;
    lineOf(node: Node): number;
}

/** Why a script could not be read. */
export interface UnreadableScript {
    readonly code: 'SCRIPT_SYNTAX' | 'SCRIPT_NO_FUNCTION' | 'SCRIPT_PARAMETERS';
    readonly line?: number;
    readonly message: string;
}

/**
 * Reads a script as the sandbox does: one function, with others beside it at most.
 *
 * @param hasContext - whether Auth0 calls it with its context; undefined where that is not known
 */
export function parseScript(
    name: DatabaseScriptName,
    source: string,
    hasContext?: boolean,
): ParsedScript | UnreadableScript {
    // A function without a name is an expression.
    const isExpression = /^\s*(async\s+)?function\s*\*?\s*\(|^\s*(async\s*)?\(|^\s*(async\s+)?[\w$]+\s*=>/.test(source);
    const text = isExpression ? `(${source.trim().replace(/;+$/, '')}\n)` : source;
    let program: AnyNode;
    try {
        program = parse(text, { ecmaVersion: ECMA_VERSION, sourceType: 'script', allowReturnOutsideFunction: false });
    } catch (error) {
        const { message, loc } = error as SyntaxError & { loc?: { line: number } };
        const hint = /import|export/.test(message)
            ? ' A script is a function, not a module: use require, and export nothing.'
            : ` Expected JavaScript of ${ECMA_VERSION}, without types.`;
        return {
            code: 'SCRIPT_SYNTAX',
            ...(loc === undefined ? {} : { line: loc.line }),
            message: `Auth0 cannot run this as JavaScript: ${message.replace(/ \(\d+:\d+\)$/, '')}.${hint}`,
        };
    }
    const main = mainFunction(program);
    if (main === undefined) {
        return {
            code: 'SCRIPT_NO_FUNCTION',
            message: `There is no function that Auth0 could call. Expected \`function ${name}(${[...PARAMETERS[name], 'callback'].join(', ')}) { ... }\`.`,
        };
    }
    const parameters = main.params.map((parameter) => (parameter.type === 'Identifier' ? parameter.name : ''));
    const plain = PARAMETERS[name].length + 1;
    const expected = hasContext === undefined ? [plain, plain + 1] : [plain + Number(hasContext)];
    const callback = parameters.at(-1) ?? '';
    if (!expected.includes(parameters.length) || callback === '') {
        const given = [...PARAMETERS[name], ...(hasContext === true ? ['context'] : []), 'callback'].join(', ');
        return {
            code: 'SCRIPT_PARAMETERS',
            line: lineIn(text, main),
            message:
                `Auth0 calls this script with ${given}${hasContext === true ? '' : ' (and with context before the callback, where script context is on)'}. ` +
                `Got ${parameters.length} parameters.`,
        };
    }
    const passwordIndex = PARAMETERS[name].findIndex((parameter) => /password|user$/i.test(parameter));
    return {
        ...{ name, program, main, parameters, callback, passwordIndex, flow: new DataFlow(program) },
        password: parameters[passwordIndex],
        lineOf: (node) => lineIn(text, node),
    };
}

// Where there are several, the sandbox takes the last, as the others are its helpers.
function mainFunction(program: AnyNode): FunctionNode | undefined {
    if (program.type !== 'Program') return undefined;
    const functions = program.body.flatMap((statement): FunctionNode[] => {
        if (statement.type === 'FunctionDeclaration') return [statement];
        if (statement.type !== 'ExpressionStatement') return [];
        const { expression } = statement;
        return expression.type === 'FunctionExpression' || expression.type === 'ArrowFunctionExpression'
            ? [expression]
            : [];
    });
    return functions.at(-1);
}

function lineIn(text: string, { start }: Node): number {
    return getLineInfo(text, start).line;
}
