import type { AnyNode } from 'acorn';
import { memberName } from './bindings.ts';
import type { DataFlow } from './data-flow.ts';
import { isFunction, keyOf, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';

/** @see https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution (read 2026-11-26) */
const EXECUTION_LIMIT_MS = 20_000;

const LIMIT_NAME = /time_?out|time_?limit/i;
const LIMIT_OF_ANOTHER_KIND = /idle|keep|session|max_?age/i;
const DRIVER = /^(mysql2?(\/promise)?|pg|tedious|mssql|mongodb|oracledb|redis)(@.*)?$/;
const OPENING = /^(createConnection|createPool|createClient|Client|Pool|MongoClient|Connection|MongoClient\.connect)$/;
const CLOSING = /^(end|close|destroy|release|quit|disconnect|done)$/;
const HASHING_IN_SQL = /crypt|md5|sha\d?|hash|digest|password\s*\(/i;
const PASSWORD_IN_SQL = /\bpass(word|wd)?\b["'`\]]?\s*=\s*(\$\d|\?|:\w|@\w)/i;
const FINDER = /^(findOne|find|findFirst|findUnique|findBy|where|count|countDocuments)$/;

/** Looks for what Auth0 allows and what is a mistake more often than not. */
export function findRisks(script: ParsedScript): Problem[] {
    const nodes = nodesIn(script.program);
    return [
        ...nodes.flatMap((node) => limitProblem(script.flow, node)),
        ...(script.name === 'login' ? nodes.flatMap((node) => plainPasswordProblem(script, node)) : []),
        ...(script.name === 'login' || script.name === 'get_user' ? nodes.flatMap(verifiedProblem) : []),
        ...openConnectionProblem(script, nodes),
    ];
}

function limitProblem(flow: DataFlow, node: AnyNode): Problem[] {
    const isTimer = node.type === 'CallExpression' && pathOf(node.callee) === 'setTimeout';
    const isNamed =
        node.type === 'Property' && LIMIT_NAME.test(keyOf(node)) && !LIMIT_OF_ANOTHER_KIND.test(keyOf(node));
    const value = isTimer ? node.arguments[1] : isNamed ? node.value : undefined;
    const limit = value === undefined ? undefined : numberOf(flow, value);
    if (limit === undefined || limit < EXECUTION_LIMIT_MS) return [];
    return [
        {
            code: 'SCRIPT_TIME_LIMIT',
            node,
            message: `Auth0 stops a script after ${EXECUTION_LIMIT_MS.toLocaleString('en-US')} ms, so this limit comes too late to call back an error. Wait less long.`,
        },
    ];
}

function numberOf(flow: DataFlow, node: AnyNode): number | undefined {
    if (node.type === 'Literal') return typeof node.value === 'number' ? node.value : undefined;
    if (node.type === 'BinaryExpression' && node.left.type !== 'PrivateIdentifier') {
        const [left, right] = [numberOf(flow, node.left), numberOf(flow, node.right)];
        if (left === undefined || right === undefined) return undefined;
        return node.operator === '*' ? left * right : node.operator === '+' ? left + right : undefined;
    }
    const [source, ...others] = flow.sourcesOf(node);
    const isOther = source !== undefined && source.from !== node && others.length === 0 && source.path.length === 0;
    return isOther ? numberOf(flow, source.from) : undefined;
}

// `row.password === password`, `WHERE password = $2`, `findOne({ email, password })`.
function plainPasswordProblem(script: ParsedScript, node: AnyNode): Problem[] {
    const { flow, main, passwordIndex } = script;
    const isPassword = (value: AnyNode): boolean =>
        flow.sourcesOf(value).some(({ from, path }) => {
            const parameter = flow.bindings.of(from)?.parameter;
            return parameter?.of === main && parameter.index === passwordIndex && path.length === 0;
        });
    if (!isPlainComparison(node, isPassword) && !isPlainQuery(node, isPassword)) return [];
    return [
        {
            code: 'SCRIPT_PASSWORD_PLAIN',
            node,
            message:
                'The password is compared as it is, so the source keeps passwords that everybody can read who reads it. Keep hashes, and compare with bcrypt or another.',
        },
    ];
}

function isPlainComparison(node: AnyNode, isPassword: (value: AnyNode) => boolean): boolean {
    if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(node.operator)) return false;
    const { left, right } = node;
    const isOther = (side: AnyNode): boolean => side.type !== 'Literal' && pathOf(side) !== 'undefined';
    if (left.type === 'PrivateIdentifier' || !isOther(left) || !isOther(right)) return false;
    return isPassword(left) !== isPassword(right);
}

function isPlainQuery(node: AnyNode, isPassword: (value: AnyNode) => boolean): boolean {
    if (node.type !== 'CallExpression') return false;
    const parts = node.arguments.flatMap((argument) => (isFunction(argument) ? [] : nodesIn(argument)));
    const sql = parts.map((part) => textOf(part) ?? '').join(' ');
    const isGiven = parts.some((part) => part.type === 'Identifier' && isPassword(part));
    if (PASSWORD_IN_SQL.test(sql)) return !HASHING_IN_SQL.test(sql) && isGiven;
    const isFinder = node.callee.type === 'MemberExpression' && FINDER.test(memberName(node.callee));
    return isFinder && parts.some((part) => part.type === 'Property' && !part.computed && isPassword(part.value));
}

function verifiedProblem(node: AnyNode): Problem[] {
    const value =
        node.type === 'Property' && keyOf(node) === 'email_verified'
            ? node.value
            : node.type === 'AssignmentExpression' && pathOf(node.left).endsWith('.email_verified')
              ? node.right
              : undefined;
    if (value?.type !== 'Literal' || value.value !== true) return [];
    return [
        {
            code: 'SCRIPT_EMAIL_VERIFIED',
            node,
            message:
                'Every address is taken for verified, also those that nobody has confirmed, and such users can be linked to the accounts of others. Give what the source knows.',
        },
    ];
}

function openConnectionProblem({ flow }: ParsedScript, nodes: readonly AnyNode[]): Problem[] {
    const isClosed = nodes.some(
        (node) => node.type === 'CallExpression' && CLOSING.test(pathOf(node.callee).split('.').at(-1) ?? ''),
    );
    const usesDriver = nodes.some(
        (node) =>
            node.type === 'CallExpression' &&
            pathOf(node.callee) === 'require' &&
            DRIVER.test(textOf(node.arguments[0]) ?? ''),
    );
    if (isClosed || !usesDriver) return [];
    const kept = new Set(
        nodes.flatMap((node) =>
            node.type === 'AssignmentExpression' && flow.bindings.of(node.left)?.isShared === true
                ? nodesIn(node.right)
                : [],
        ),
    );
    const opening = nodes.find((node) => {
        if ((node.type !== 'CallExpression' && node.type !== 'NewExpression') || kept.has(node)) return false;
        const [last = '', before = ''] = flow.nameOf(node.callee).split('.').reverse();
        return OPENING.test(last) || OPENING.test(`${before}.${last}`);
    });
    if (opening === undefined) return [];
    return [
        {
            code: 'SCRIPT_CONNECTION_OPEN',
            node: opening,
            message:
                'Each call opens a connection and closes none, until the database takes no more. End it on every path, or keep one in a global variable.',
        },
    ];
}
