import type { AnyNode, Pattern } from 'acorn';
import { isFunction, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';
import { findPlainRefusal } from './scenario-checks.ts';

/** Error classes that Auth0 gives to scripts. @see https://auth0.com/docs/authenticate/database-connections/custom-db/error-handling (read 2026-11-26) */
const OF_AUTH0 = ['WrongUsernameOrPasswordError', 'ValidationError', 'UnauthorizedError'];
const ERRORS = new Set([
    ...OF_AUTH0,
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
    const refusal = script.name === 'login' ? findPlainRefusal(script) : undefined;
    const found = nodes.flatMap((node): Problem[] => {
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
        if (node.type !== 'CallExpression') return [];
        const callee = pathOf(node.callee);
        const [first] = node.arguments as (AnyNode | undefined)[];
        if (OF_AUTH0.includes(callee) && !declared.has(callee)) return [noError(node)];
        if (first === undefined) return [];
        if (callee === script.callback) return problemOfError(script, first);
        const isGivenProfile = callee.endsWith('.then') && pathOf(first) === script.callback;
        return isGivenProfile && (script.name === 'login' || script.name === 'get_user') ? [noError(first)] : [];
    });
    return refusal === undefined ? found : [...found, plainRefusal(refusal)];
}

function noError(node: AnyNode): Problem {
    return {
        code: 'SCRIPT_ERROR_CLASS',
        node,
        message:
            'The first argument of the callback is an error or null. Make one: `new WrongUsernameOrPasswordError(...)`, `new Error(...)`.',
    };
}

function problemOfError(script: ParsedScript, error: AnyNode): Problem[] {
    const given = script.flow.sourcesOf(error).flatMap(({ from, path }) => (path.length === 0 ? [from] : []));
    const isValue = error.type === 'Literal' && error.value !== null;
    if (isValue || [error, ...given].some(isTextOrObject)) return [noError(error)];
    const isPlain = error.type === 'NewExpression' && pathOf(error.callee) === 'Error';
    const text = isPlain ? error.arguments.map((argument) => textOf(argument) ?? '').join(' ') : '';
    return script.name === 'login' && WRONG_PASSWORD.test(text) ? [plainRefusal(error)] : [];
}

function plainRefusal(node: AnyNode): Problem {
    return {
        code: 'SCRIPT_WRONG_PASSWORD_ERROR',
        node,
        message:
            'Auth0 takes this for a failure of the source, and does not count it as a wrong password. Use `new WrongUsernameOrPasswordError(...)`.',
    };
}

// `''` is as good as no error.
function isTextOrObject(value: AnyNode): boolean {
    if (value.type === 'ObjectExpression' || /\.(message|stack)$/.test(pathOf(value))) return true;
    return (textOf(value) ?? '') !== '' || (value.type === 'BinaryExpression' && value.operator === '+');
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
