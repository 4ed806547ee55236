import type { AnyNode, Pattern } from 'acorn';
import { isFunction, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';

/** Error classes that Auth0 gives to scripts, and those of JavaScript. @see https://auth0.com/docs/authenticate/database-connections/custom-db/error-handling (read 2026-11-26) */
const ERRORS = new Set([
    ...['WrongUsernameOrPasswordError', 'ValidationError', 'UnauthorizedError'],
    ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
]);
const GLOBALS = new Set([
    ...[
        'AbortController',
        'Array',
        'ArrayBuffer',
        'BigInt64Array',
        'Blob',
        'Buffer',
        'DataView',
        'Date',
        'FormData',
        'Function',
    ],
    ...['Headers', 'Map', 'Number', 'Object', 'Promise', 'Proxy', 'RegExp', 'Request', 'Response', 'Set', 'String'],
    ...['TextDecoder', 'TextEncoder', 'URL', 'URLSearchParams', 'Uint8Array', 'WeakMap', 'WeakRef', 'WeakSet'],
    'sqlserver',
]);
const WRONG_PASSWORD =
    /\b(wrong|invalid|incorrect|bad)\b.*\b(password|credentials?)\b|\bpassword\b.*\b(wrong|invalid|incorrect|mismatch)|no match/i;

/** Looks at the errors that a script makes: classes that Auth0 does not know, texts in place of errors. */
export function findErrorProblems(script: ParsedScript): Problem[] {
    const nodes = nodesIn(script.program);
    const declared = declaredNames(nodes);
    return nodes.flatMap((node): Problem[] => {
        if (node.type === 'NewExpression' && node.callee.type === 'Identifier') {
            const { name } = node.callee;
            if (!ERRORS.has(name) && !GLOBALS.has(name) && !declared.has(name)) {
                return [
                    {
                        code: 'SCRIPT_ERROR_CLASS',
                        node,
                        message: `There is no class \`${name}\` in the sandbox. Auth0 knows WrongUsernameOrPasswordError, ValidationError, UnauthorizedError and Error.`,
                    },
                ];
            }
        }
        if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== script.callback)
            return [];
        const [error] = node.arguments as (AnyNode | undefined)[];
        return error === undefined ? [] : problemOfError(script, error);
    });
}

function problemOfError(script: ParsedScript, error: AnyNode): Problem[] {
    const isText = textOf(error) !== undefined || /\.(message|stack)$/.test(pathOf(error));
    const isValue = error.type === 'Literal' && error.value !== null && !isText;
    if (isText || isValue || error.type === 'ObjectExpression') {
        return [
            {
                code: 'SCRIPT_ERROR_CLASS',
                node: error,
                message:
                    'The first argument of the callback is an error or null. Make one: `new WrongUsernameOrPasswordError(...)`, `new Error(...)`.',
            },
        ];
    }
    const isPlain = error.type === 'NewExpression' && pathOf(error.callee) === 'Error';
    const text = isPlain ? error.arguments.map((argument) => textOf(argument) ?? '').join(' ') : '';
    if (script.name !== 'login' || !WRONG_PASSWORD.test(text)) return [];
    return [
        {
            code: 'SCRIPT_WRONG_PASSWORD_ERROR',
            node: error,
            message:
                'Auth0 takes this for a failure of the source, and does not count it as a wrong password. Use `new WrongUsernameOrPasswordError(...)`.',
        },
    ];
}

function declaredNames(nodes: readonly AnyNode[]): Set<string> {
    const names = new Set<string>();
    const add = (pattern: Pattern | null | undefined): void => {
        if (pattern === null || pattern === undefined) return;
        if (pattern.type === 'Identifier') names.add(pattern.name);
        else if (pattern.type === 'ObjectPattern')
            for (const property of pattern.properties)
                add(property.type === 'Property' ? property.value : property.argument);
        else if (pattern.type === 'ArrayPattern') for (const element of pattern.elements) add(element);
        else if (pattern.type === 'AssignmentPattern') add(pattern.left);
        else if (pattern.type === 'RestElement') add(pattern.argument);
    };
    for (const node of nodes) {
        if (node.type === 'VariableDeclarator') add(node.id);
        if (node.type === 'ClassDeclaration' || node.type === 'FunctionDeclaration') add(node.id);
        if (isFunction(node)) for (const parameter of node.params) add(parameter);
    }
    return names;
}
